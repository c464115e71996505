import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DiscoveredProcess } from '../../shared/model/discover.js';
import { APPS_DIR } from '../helpers/build-apps.js';
import { cleanUp, lineOf, start, tempDir, until, type Child } from '../helpers/children.js';
import { CORE, Rest, startCore, type Core } from '../helpers/core.js';

/** Go programs of this machine, however they were built and whatever became of their file; and nothing else. */

afterAll(cleanUp);

interface Look {
  items: DiscoveredProcess[];
  nextCursor: null;
  processes: number;
  tookMs: number;
}

/** A built app as a file of the test's own, to be run, removed or replaced. */
function copyOf(app: string, name = app): string {
  const exe = path.join(tempDir(), name);
  fs.copyFileSync(path.join(APPS_DIR, app), exe);
  fs.chmodSync(exe, 0o755);
  return exe;
}

async function run(exe: string, ...args: string[]): Promise<Child & { port: number }> {
  const child = start(exe, args);
  const [, url = ''] = await lineOf(child, /^.*ready url=(\S+)/m);
  return { ...child, port: url === 'none' ? 0 : Number(new URL(url).port) };
}

describe('discovery', () => {
  let core: Core;
  const go: Record<string, { pid: number; port: number; exe: string }> = {};
  const others: Child[] = [];
  let look: Look;

  beforeAll(async () => {
    core = await startCore();
    const add = async (name: string, exe: string, ...args: string[]): Promise<void> => {
      const { pid, port } = await run(exe, ...args);
      go[name] = { pid, port, exe };
    };
    await add('normal', path.join(APPS_DIR, 'bare'));
    await add('stripped', path.join(APPS_DIR, 'bare-stripped'));
    await add('pie', path.join(APPS_DIR, 'bare-pie'));
    await add('deleted', copyOf('bare-stripped'));
    fs.rmSync(go['deleted']!.exe);
    await add('replaced', copyOf('bare-pie'));
    fs.renameSync(copyOf('mute'), go['replaced']!.exe);
    await add('oddly named', copyOf('metrics', 'my (deleted) app'));
    await add('mute', path.join(APPS_DIR, 'mute'));
    await add('portless', path.join(APPS_DIR, 'mute'), '--addr', '');
    others.push(start('sleep', ['600']), start(process.execPath, ['-e', 'setInterval(() => {}, 1000)']));
    const python = start('python3', ['-c', 'import time; time.sleep(600)']);
    if (python.pid > 0) others.push(python);
    look = await core.api.call<Look>('GET', '/discover');
  }, 180_000);

  const found = (name: string): DiscoveredProcess | undefined =>
    look.items.find(({ pid }) => pid === go[name]?.pid);

  it.each(['normal', 'stripped', 'pie', 'deleted', 'replaced', 'oddly named', 'mute', 'portless'])(
    'finds the program that is %s',
    (name) => {
      expect(found(name)).toMatchObject({
        exe: go[name]!.exe,
        goVersion: expect.stringMatching(/^go1\./) as string,
        module: 'gopherscope.dev/fixtures/goapps',
        ports: go[name]!.port === 0 ? [] : [go[name]!.port],
      });
    },
  );

  it('finds no other, and not itself', () => {
    const pids = look.items.map(({ pid }) => pid);
    for (const { pid } of [...others, core]) expect(pids).not.toContain(pid);
    expect(look.processes).toBeGreaterThan(Object.keys(go).length + others.length);
    // A port that takes connections and says nothing is given up after a moment.
    expect(look.tookMs).toBeLessThan(5000);
  });

  it('says what each lacks, with the line of Go', () => {
    const lacks = (name: string): string[] => found(name)?.missing.map(({ code }) => code) ?? [];
    expect(found('normal')?.sources).toEqual([
      { kind: 'pprof', url: `http://127.0.0.1:${go['normal']!.port}/debug/pprof/` },
      { kind: 'pprof', url: `http://127.0.0.1:${go['normal']!.port}/debug/pprof/heap?debug=1` },
    ]);
    expect(lacks('normal')).toEqual(['MISSING_MEMSTATS']);
    expect(lacks('mute')).toEqual(['NOTHING_READABLE']);
    expect(found('mute')?.missing[0]?.why).toContain(go['mute']!.port.toString());
    expect(lacks('portless')).toEqual(['NO_PORT']);
    expect(found('portless')?.missing[0]?.fix).toContain('http.ListenAndServe("localhost:6060", nil)');
  });

  it('measures what each uses, CPU since the look before', async () => {
    const burner = await run(path.join(APPS_DIR, 'burner'));
    const seen = async (): Promise<DiscoveredProcess> =>
      (await core.api.discover()).find(({ pid }) => pid === burner.pid)!;
    const first = await seen();
    expect(Date.now() - Date.parse(first.startedAt!)).toBeLessThan(60_000);
    expect(first.rssBytes).toBeGreaterThan(1e6);
    await new Promise((resolve) => setTimeout(resolve, 2000));
    expect((await seen()).cpuCores).toBeGreaterThan(0.1);
    burner.signal('SIGSTOP');
    await seen();
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect((await seen()).cpuCores).toBeLessThan(0.1);
    expect(found('portless')?.cpuCores).toBeLessThan(0.5);
    await burner.kill();
  });

  it('tells a target from one that is not watched', async () => {
    const url = `http://127.0.0.1:${go['pie']!.port}/`;
    const { id } = await core.api.add({ url });
    const items = await core.api.discover();
    expect(items.find(({ pid }) => pid === go['pie']!.pid)?.targetId).toBe(id);
    expect(items.find(({ pid }) => pid === go['normal']!.pid)?.targetId).toBeNull();
  });

  it.skipIf(process.getuid?.() !== 0)(
    'says of another user’s program that it may not look into it',
    async () => {
      const dataDir = tempDir();
      fs.chownSync(dataDir, 65_534, 65_534);
      const asNobody = ['--reuid=65534', '--regid=65534', '--clear-groups', process.execPath, ...CORE];
      const other = start(
        'setpriv',
        [...asNobody, '--headless', '--port', '0', '--data-dir', dataDir, '--no-auth'],
        { env: { XDG_RUNTIME_DIR: dataDir } },
      );
      const [, url = ''] = await lineOf(other, /^gopherscope ready url=(\S+)/m);
      const mine = await until('an answer', () => new Rest(url, 'none').discover());
      const hidden = mine.find(({ pid }) => pid === go['mute']!.pid);
      expect(hidden).toMatchObject({
        exe: go['mute']!.exe,
        ports: [],
        sources: [],
        missing: [{ code: 'OTHER_USER', where: 'shell', params: { pid: go['mute']!.pid } }],
      });
      expect(hidden?.rssBytes).toBeGreaterThan(1e6);
      await other.kill();
    },
  );
});
