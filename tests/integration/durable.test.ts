import fs from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { cleanUp, tempDir, until } from '../helpers/children.js';
import { launchCore, startCore } from '../helpers/core.js';
import { startApp } from '../helpers/go-apps.js';

/** What was answered is kept, whatever happens next; and one core has a folder. */

afterAll(cleanUp);

describe('kill -9 of the core', () => {
  it('right after a target was added: it is there, five times in a row', async () => {
    const dataDir = tempDir();
    const app = await startApp('bare');
    const added: { id: string; name: string; labels: Record<string, string> }[] = [];
    for (let round = 1; round <= 5; round++) {
      const core = await startCore({ dataDir });
      expect((await core.api.targets()).map(({ id, name, labels }) => ({ id, name, labels }))).toEqual(added);
      const { id, name, labels } = await core.api.add({
        // Named sources, so that nothing but the document is between the request and its answer.
        sources: [{ kind: 'pprof', url: `${app.url}/debug/pprof/?round=${round}` }],
        name: `round ${round} “ü”`,
        labels: { round: round.toString() },
      });
      core.signal('SIGKILL');
      await core.exited;
      added.push({ id, name, labels });
    }
    const core = await startCore({ dataDir });
    expect((await core.api.targets()).map(({ name }) => name)).toEqual(added.map(({ name }) => name));
    const { notices } = await core.api.status();
    expect(notices).toEqual([]);
    console.log(`durable: kills 5, acknowledged targets lost 0`);
    await core.kill();
  });

  it('keeps a removal, a change and a restored target, with its id and history', async () => {
    const dataDir = tempDir();
    const app = await startApp('bare');
    let core = await startCore({ dataDir, args: ['--target', `${app.url}/?temporary`] });
    const since = Date.now();
    const kept = await core.api.add({ url: app.url });
    const gone = await core.api.add({ url: `${app.url}/?gone` });
    const samples = async (): Promise<number> =>
      (await core.api.raw(`go_goroutines{target="${kept.id}"}`, since)).v.filter((v) => v !== null).length;
    await until('some samples', async () => (await samples()) >= 2);

    expect((await core.api.targets()).map(({ temporary }) => temporary).sort()).toEqual([false, false, true]);
    await core.api.remove(kept.id);
    await expect(core.api.target(kept.id)).rejects.toMatchObject({ status: 404, code: 'NOT_FOUND' });
    await expect(core.api.add({ url: app.url })).rejects.toMatchObject({
      status: 409,
      code: 'TARGET_EXISTS',
      data: { id: kept.id, removed: true },
    });
    const restored = await core.api.restore(kept.id);
    expect(restored).toMatchObject({ id: kept.id, name: kept.name, generation: 0 });
    expect(await samples()).toBeGreaterThanOrEqual(2);
    await core.api.call('PATCH', `/targets/${kept.id}`, { name: 'renamed' });
    await core.api.remove(gone.id);
    core.signal('SIGKILL');
    await core.exited;

    core = await startCore({ dataDir });
    const after = await core.api.targets();
    expect(after.map(({ id, name, temporary }) => ({ id, name, temporary }))).toEqual([
      { id: kept.id, name: 'renamed', temporary: false },
    ]);
    await core.kill();
  });
});

describe('a second start on the same data folder', () => {
  it('hands its targets over, says where the first one is, and exits 0', async () => {
    const core = await startCore();
    const app = await startApp('bare');
    const second = launchCore({ dataDir: core.dataDir, args: ['--target', app.url] });
    expect(await second.exited).toEqual({ code: 0, signal: null });
    expect(second.stdout()).toBe('');
    expect(second.stderr()).toContain(core.url);
    expect(second.stderr()).not.toContain(core.api.token);
    expect((await core.api.targets()).map(({ url }) => url)).toEqual([`${app.url}/`]);
    await core.kill();
  });

  it('exits 3 and names the url when the first one does not answer', async () => {
    // A place for the meeting that can be taken away, as a cleaner of /tmp does.
    const meeting = tempDir();
    const env = { XDG_RUNTIME_DIR: meeting };
    const core = await startCore({ env });
    const [folder] = fs.readdirSync(meeting);
    fs.rmSync(path.join(meeting, folder ?? ''), { recursive: true });
    const second = launchCore({ dataDir: core.dataDir, env });
    expect(await second.exited).toEqual({ code: 3, signal: null });
    expect(second.stdout()).toBe('');
    expect(second.stderr()).toContain(core.url);
    await core.kill();
  });

  it('finds the folder free at once after a kill -9', async () => {
    const first = await startCore();
    await first.kill();
    const second = await startCore({ dataDir: first.dataDir });
    expect(second.pid).not.toBe(first.pid);
    await second.kill();
  });
});
