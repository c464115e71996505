import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Demo } from '../../../../../shared/model/demo.js';
import { buildPrograms, findSources } from '../../../../../src-main/core/demo/build.js';
import { DemoShop, type DemoDeps } from '../../../../../src-main/core/demo/demo.js';
import { findToolchain, goFolders } from '../../../../../src-main/core/demo/toolchain.js';
import { HttpClient } from '../../../../../src-main/core/http/client.js';
import { silentLog } from '../../../../../src-main/core/log/log.js';
import { tempFolder } from '../../../../helpers/temp-folder.js';

/** A `go` that names itself and, told to build, does as the script says; $OUT is what it shall make. */
function fakeGo(version: string, build = 'exit 1'): string {
  const folder = tempFolder();
  const script = `#!/bin/sh\nif [ "$1" = env ]; then echo ${version}; exit; fi\nOUT="$4"; NAME=$(basename "$OUT")\n${build}\n`;
  fs.writeFileSync(path.join(folder, 'go'), script, { mode: 0o755 });
  return folder;
}

/** Sources in the shape of ours. */
function fakeSources(): string {
  const folder = tempFolder();
  for (const file of ['go.mod', '_example/ecommerce/main.go', 'cmd/loadgen/main.go']) {
    fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    fs.writeFileSync(path.join(folder, file), 'package main\n');
  }
  return folder;
}

/** A program that listens to nobody but ends with its standard input, as ours do. */
const PROGRAM = (says: string): string =>
  `printf '#!/bin/sh\\necho "${says}"\\nwhile read -r _; do :; done\\n' > "$OUT"; chmod +x "$OUT"`;
const WORKS = PROGRAM('shop ready url=http://127.0.0.1:9');

function setup(deps: Partial<DemoDeps> = {}) {
  const http = new HttpClient();
  onTestFinished(() => {
    http.close();
  });
  const watched = new Set<string>();
  const shop = new DemoShop({
    http,
    log: silentLog(),
    sources: fakeSources(),
    cacheDir: path.join(tempFolder(), 'demo'),
    watch: () => {
      watched.add('t');
      return Promise.resolve('t');
    },
    unwatch: (id) => {
      watched.delete(id);
      return Promise.resolve();
    },
    isWatched: (id) => watched.has(id),
    ...deps,
  });
  onTestFinished(() => shop.close());
  const told: Demo[] = [];
  shop.onChange((view) => told.push(view));
  const becomes = async (state: Demo['state']): Promise<Demo> => {
    const deadline = Date.now() + 10_000;
    while (shop.view().state !== state) {
      if (Date.now() > deadline) throw new Error(`it is ${shop.view().state}, not ${state}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return shop.view();
  };
  return { shop, told, watched, becomes };
}

/** Processes that were started from a folder. */
const processesOf = (folder: string): string[] =>
  fs.readdirSync('/proc').filter((name) => {
    try {
      return /^\d+$/.test(name) && fs.readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(folder);
    } catch {
      return false;
    }
  });

describe('finding Go', () => {
  it('takes the first that is new enough', async () => {
    const folders = [tempFolder(), fakeGo('go1.22.3'), fakeGo('go1.23.0'), fakeGo('go1.30')];
    expect(await findToolchain(folders)).toMatchObject({
      ok: true,
      value: { go: path.join(folders[2]!, 'go'), version: 'go1.23.0' },
    });
    expect(await findToolchain([fakeGo('devel')])).toMatchObject({ ok: true });
    expect(await findToolchain([fakeGo('go2.0')])).toMatchObject({ ok: true });
  });

  it('says how to get one where there is none, or too old ones', async () => {
    const none = await findToolchain([tempFolder(), '/nowhere']);
    expect(none.ok ? '' : none.error.message).toMatch(/no Go was found.*go\.dev\/dl/);
    const old = await findToolchain([fakeGo('go1.4')]);
    expect(old.ok ? '' : [old.error.code, old.error.params]).toEqual([
      'DEMO_GO_TOO_OLD',
      { version: 'go1.4' },
    ]);
  });

  it('looks in PATH, then in the usual places, of Debian’s folders the newest first', () => {
    const root = tempFolder();
    for (const name of ['go-1.9', 'go-1.22', 'go-1.19', 'gold-ld'])
      fs.mkdirSync(path.join(root, 'usr/lib', name), { recursive: true });
    const folders = goFolders({ PATH: '/a:relative:/b', HOME: '/home/me' }, root);
    expect(folders.slice(0, 3)).toEqual(['/a', '/b', path.join(root, 'usr/local/go/bin')]);
    expect(folders.slice(-4)).toEqual([
      path.join(root, 'usr/lib/go-1.22/bin'),
      path.join(root, 'usr/lib/go-1.19/bin'),
      path.join(root, 'usr/lib/go-1.9/bin'),
      '/home/me/go/bin',
    ]);
  });
});

describe('building', () => {
  it('is done once, and again when a source or Go changes', async () => {
    const [sources, cache] = [fakeSources(), path.join(tempFolder(), 'demo')];
    const go = path.join(fakeGo('go1.23', WORKS), 'go');
    const build = async (version = 'go1.23') => {
      const built = await buildPrograms({ go, version }, sources, cache, new AbortController().signal);
      if (!built.ok) throw new Error(built.error.message);
      return [path.dirname(built.value.shop), fs.statSync(built.value.shop).mtimeMs];
    };
    const first = await build();
    expect(await build()).toEqual(first);
    expect((await build('go1.24'))[0]).not.toBe(first[0]);
    fs.writeFileSync(path.join(sources, 'cmd/loadgen/main.go'), 'package other\n');
    const changed = await build();
    expect(changed[0]).not.toBe(first[0]);
    // What is of no use any more is gone.
    expect(fs.readdirSync(cache)).toEqual([path.basename(String(changed[0]))]);
  });

  it('needs our sources', () => {
    expect(findSources(null)).toMatchObject({ ok: false, error: { code: 'DEMO_NO_SOURCES' } });
    expect(findSources(tempFolder())).toMatchObject({ ok: false });
    expect(findSources(fakeSources())).toMatchObject({ ok: true });
  });
});

describe('the demo shop', () => {
  it('goes through its states, and tells each', async () => {
    const { shop, told, watched, becomes } = setup({ folders: [fakeGo('go1.23', WORKS)] });
    expect((await shop.refresh()).goVersion).toBe('go1.23');
    expect(shop.start().state).toBe('building');
    expect(shop.start().state).toBe('building');
    expect(await becomes('running')).toMatchObject({
      url: 'http://127.0.0.1:9',
      targetId: 't',
      requestsPerSecond: 22,
    });
    watched.delete('t');
    expect(shop.view().targetId).toBeNull();
    watched.add('t');
    expect(shop.stop().state).toBe('stopping');
    await becomes('off');
    expect(told.map(({ state }) => state)).toEqual(['building', 'starting', 'running', 'stopping', 'off']);
    expect([...watched]).toEqual([]);
    expect(shop.stop().state).toBe('off');
    await expect(shop.fault('memory_leak', true)).rejects.toMatchObject({ code: 'DEMO_NOT_RUNNING' });
  });

  it('is unavailable without Go or sources, until there are', async () => {
    const folder = tempFolder();
    let now = 0;
    const { shop, becomes } = setup({ folders: [folder], monotonic: () => now });
    expect(await shop.refresh()).toMatchObject({ state: 'unavailable', why: { code: 'DEMO_NO_GO' } });
    fs.copyFileSync(path.join(fakeGo('go1.23', WORKS), 'go'), path.join(folder, 'go'));
    now = 5000;
    expect(await shop.refresh()).toMatchObject({ state: 'off', why: null });
    const bare = setup({ sources: null, folders: [folder] });
    bare.shop.start();
    expect(await bare.becomes('unavailable')).toMatchObject({ why: { code: 'DEMO_NO_SOURCES' } });
    shop.start();
    await becomes('running');
  });

  it('looks for Go once for all who ask within some seconds, and anew when it is started', async () => {
    const folder = fakeGo('go1.23', WORKS);
    const log = path.join(folder, 'asked');
    const go = path.join(folder, 'go');
    fs.writeFileSync(go, fs.readFileSync(go, 'utf8').replace('#!/bin/sh', `#!/bin/sh\necho $1 >> ${log}`));
    const asked = (): number => fs.readFileSync(log, 'utf8').match(/^env$/gm)?.length ?? 0;
    let now = 0;
    const { shop, becomes } = setup({ folders: [folder], monotonic: () => now });
    const views = await Promise.all(Array.from({ length: 20 }, () => shop.refresh()));
    expect(views.map(({ goVersion }) => goVersion)).toEqual(Array(20).fill('go1.23'));
    now = 4999;
    await shop.refresh();
    expect(asked()).toBe(1);
    now = 5000;
    await shop.refresh();
    expect(asked()).toBe(2);
    shop.start();
    await becomes('running');
    expect(asked()).toBe(3);
  });

  it('starts once it has stopped, where a start comes while it is stopping', async () => {
    const { shop, told, becomes, watched } = setup({ folders: [fakeGo('go1.23', WORKS)] });
    const states = (): string[] => told.splice(0).map(({ state }) => state);
    shop.start();
    await becomes('running');
    states();
    expect([shop.stop().state, shop.start().state]).toEqual(['stopping', 'stopping']);
    await becomes('running');
    expect(states()).toEqual(['stopping', 'off', 'building', 'starting', 'running']);
    expect([...watched]).toEqual(['t']);
    shop.stop();
    shop.start();
    shop.stop();
    await becomes('off');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(states()).toEqual(['stopping', 'off']);
    shop.start();
    await becomes('running');
    shop.stop();
    shop.start();
    await shop.close();
    expect(shop.start().pid).toBeNull();
  });

  it('is watched again by a start where somebody has removed its target', async () => {
    const watch = vi.fn((url: string) => Promise.resolve(`t${watch.mock.calls.length.toString()} ${url}`));
    const here = new Set<string>();
    const { shop, told, becomes } = setup({
      folders: [fakeGo('go1.23', WORKS)],
      watch: async (url) => {
        const id = await watch(url);
        here.add(id);
        return id;
      },
      isWatched: (id) => here.has(id),
    });
    shop.start();
    const { targetId, pid } = await becomes('running');
    shop.start();
    here.clear();
    shop.start();
    shop.start();
    await vi.waitFor(() => {
      expect(shop.view().targetId).not.toBeNull();
    });
    expect(shop.view()).toMatchObject({ state: 'running', pid, targetId: 't2 http://127.0.0.1:9' });
    expect(told.at(-1)?.targetId).not.toBe(targetId);
    expect(watch).toHaveBeenCalledTimes(2);
  });

  it('shows the last lines of a build that failed, and can be tried again', async () => {
    const { shop, becomes } = setup({
      folders: [fakeGo('go1.23', 'seq 1 30 >&2; echo main.go:7: undefined: x >&2; exit 2')],
    });
    shop.start();
    const { why, output } = await becomes('failed');
    expect(why).toMatchObject({ code: 'DEMO_BUILD_FAILED', params: { what: 'go build ended with 2' } });
    expect(output.split('\n').slice(-2)).toEqual(['30', 'main.go:7: undefined: x']);
    expect(output.split('\n')).toHaveLength(20);
    expect(shop.start()).toMatchObject({ state: 'building', why: null, output: '' });
    await becomes('failed');
    shop.stop();
    await becomes('off');
  });

  it('fails where the shop ends before it is ready, or cannot be watched', async () => {
    const silent = setup({
      folders: [fakeGo('go1.23', 'printf "#!/bin/sh\\necho no\\n" > "$OUT"; chmod +x "$OUT"')],
    });
    silent.shop.start();
    expect(await silent.becomes('failed')).toMatchObject({ why: { code: 'DEMO_NOT_READY' }, output: 'no' });
    const refused = setup({
      folders: [fakeGo('go1.23', WORKS)],
      watch: () => Promise.reject(new Error('the limit is reached')),
    });
    refused.shop.start();
    expect(await refused.becomes('failed')).toMatchObject({
      why: { code: 'DEMO_FAILED' },
      pid: null,
      url: null,
    });
  });

  it('can be stopped while it is built', async () => {
    const { shop, told, becomes } = setup({ folders: [fakeGo('go1.23', 'exec sleep 60')] });
    shop.start();
    await new Promise((resolve) => setTimeout(resolve, 200));
    shop.stop();
    await becomes('off');
    expect(told.map(({ state }) => state)).toEqual(['building', 'stopping', 'off']);
  });

  it('leaves nothing behind when the core ends, however far a start has come', async () => {
    for (const state of ['building', 'starting', 'running'] as const) {
      const cacheDir = path.join(tempFolder(), 'demo');
      const { shop, becomes } = setup({ cacheDir, folders: [fakeGo('go1.23', `sleep 0.2; ${WORKS}`)] });
      shop.start();
      await becomes(state);
      await shop.close();
      expect(processesOf(cacheDir)).toEqual([]);
    }
  });

  it('says so when its target cannot be removed, and can be started again', async () => {
    let fails = true;
    const { shop, becomes } = setup({
      folders: [fakeGo('go1.23', WORKS)],
      unwatch: () => (fails ? Promise.reject(new Error('the disk is full')) : Promise.resolve()),
    });
    shop.start();
    await becomes('running');
    shop.stop();
    expect(await becomes('failed')).toMatchObject({ why: { code: 'DEMO_FAILED' }, pid: null });
    fails = false;
    shop.start();
    await becomes('running');
  });
});
