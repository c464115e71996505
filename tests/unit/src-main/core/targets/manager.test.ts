import { describe, expect, it } from 'vitest';
import type { Target, TargetInput } from '../../../../../shared/model/target.js';
import { settle } from '../../../../helpers/fake-clock.js';
import { setup, URL_ } from './support.js';

const refused = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'accepted',
    (error: unknown) => (error as { code: string }).code,
  );
const conditions = (target: Target): string[] => target.conditions.map(({ type, code }) => `${type} ${code}`);

describe('adding a target', () => {
  it('probes it, writes it down, and polls at once', async () => {
    const { manager, clock, disk, values } = await setup();
    const target = await manager.add({ url: 'app.test:6060', labels: { env: 'prod' } });
    expect(target).toMatchObject({ url: URL_, name: 'app.test:6060', enabled: true, health: 'unknown' });
    expect(target.sources.map(({ id }) => id)).toEqual(['pprof', 'expvar', 'prometheus']);
    expect(disk.files['targets.json']).toContain(target.id);
    await clock.advance(6000);
    expect(manager.get(target.id)).toMatchObject({ health: 'up', goVersion: 'go1.22.1', lastError: null });
    expect(values(target.id, 'go_goroutines')).toMatch(/^12( 12){4,}$/);
    expect(values(target.id, 'go_gc_heap_live_bytes')).toMatch(/^19500000/);
    expect(manager.describe(target.id)?.labels).toEqual({
      env: 'prod',
      job: 'app.test:6060',
      target: target.id,
    });
    manager.stop();
    expect(clock.pending).toBe(0);
  });

  it.each<[string, TargetInput]>([
    ['INVALID_URL', { url: 'http://' }],
    ['INVALID_URL', { url: 'ftp://h/' }],
    ['INVALID_URL', { url: 'http://user:secret@h/' }],
    ['ADDRESS_REFUSED', { url: 'http://169.254.169.254/' }],
    ['ADDRESS_REFUSED', { url: 'http://[::ffff:169.254.169.254]/' }],
    ['ADDRESS_REFUSED', { url: 'http://metadata.google.internal/' }],
    ['INVALID_INPUT', {}],
    ['INVALID_INPUT', { sources: [{ kind: 'process', url: 'pid:' }] }],
    ['NOT_AVAILABLE', { url: URL_, auth: { token: 'x' } }],
    ['ADDRESS_REFUSED', { url: URL_, sources: [{ kind: 'expvar', url: 'http://0xA9FEA9FE/' }] }],
  ])('is refused with %s for %o', async (code, input) => {
    const { manager, documents } = await setup();
    expect(await refused(manager.add(input))).toBe(code);
    expect(documents.data.targets).toEqual([]);
  });

  it('cannot be moved to the address of another', async () => {
    const { manager } = await setup();
    const first = await manager.add({ url: URL_, sources: [{ kind: 'expvar', url: `${URL_}debug/vars` }] });
    const other = 'http://other.test:6060/';
    const second = await manager.add({
      url: other,
      sources: [{ kind: 'expvar', url: `${other}debug/vars` }],
    });
    expect(await refused(manager.update(second.id, { url: URL_ }))).toBe('TARGET_EXISTS');
    expect((await manager.update(first.id, { url: URL_, name: 'same' })).name).toBe('same');
  });

  it('twice is refused, also while the first is still being probed, and offers what was removed', async () => {
    const { manager, app } = await setup();
    app.holding = true;
    const first = manager.add({ url: URL_ });
    await settle();
    expect(await refused(manager.add({ url: 'app.test:6060' }))).toBe('TARGET_EXISTS');
    app.release();
    const { id } = await first;
    expect(await refused(manager.add({ url: URL_ }))).toBe('TARGET_EXISTS');
    expect((await manager.probe(URL_)).existing).toEqual({ id, name: 'app.test:6060', removed: false });
    await manager.remove(id);
    await expect(manager.add({ url: URL_ })).rejects.toMatchObject({ data: { id, removed: true } });
    manager.stop();
  });

  it('that cannot be written is not added', async () => {
    const { manager, disk, clock } = await setup();
    disk.fault = { kind: 'error', code: 'ENOSPC', at: disk.calls, forever: true };
    expect(await refused(manager.add({ url: URL_ }))).toBe('NOT_WRITTEN');
    expect(manager.list()).toEqual([]);
    expect(clock.pending).toBe(0);
    disk.fault = null;
    const { id } = await manager.add({ url: URL_ });
    disk.fault = { kind: 'error', code: 'EIO', at: disk.calls, forever: true };
    expect(await refused(manager.update(id, { name: 'new' }))).toBe('NOT_WRITTEN');
    expect(await refused(manager.remove(id))).toBe('NOT_WRITTEN');
    expect(manager.get(id).name).toBe('app.test:6060');
    manager.stop();
  });

  it('keeps its token when a change with another is refused', async () => {
    const { manager, secrets } = await setup();
    const auth = { kind: 'bearer', token: 'abc' };
    const { id } = await manager.add({ url: URL_, auth });
    const sources = [{ kind: 'pprof' as const, url: 'ftp://app.test/' }];
    for (const other of [{ kind: 'bearer', token: 'xyz' }, null])
      expect(await refused(manager.update(id, { sources, auth: other }))).toBe('INVALID_URL');
    expect(secrets.bearerFor(id, new URL(URL_))).toBe('abc');
    manager.stop();
  });

  it('with sources of its own takes them as they are', async () => {
    const { manager } = await setup();
    const { sources } = await manager.add({
      sources: [
        { kind: 'prometheus', url: 'http://app.test:9090/metrics', intervalSeconds: 2 },
        { kind: 'prometheus', url: 'http://app.test:9091/metrics' },
        { kind: 'pprof', url: 'http://app.test/debug/pprof/heap?debug=1' },
        { kind: 'process', url: 'pid:' },
      ],
    });
    expect(sources.map(({ id, intervalSeconds }) => `${id} ${intervalSeconds}`)).toEqual([
      'prometheus 2',
      'prometheus-2 5',
      'pprof-heap 10',
      'process 1',
    ]);
    manager.stop();
  });

  it('before its app runs takes the likely sources, and looks again once it is up', async () => {
    const { manager, app, clock } = await setup();
    app.up = false;
    const { id } = await manager.add({ url: URL_ });
    await clock.advance(5000);
    expect(manager.get(id)).toMatchObject({ health: 'down', lastError: { code: 'CONNECTION_REFUSED' } });
    app.pages.set('/debug/vars', 404);
    app.pages.set('/debug/gopherscope/metrics', 'go_goroutines 5\n');
    app.up = true;
    await clock.advance(5000);
    expect(manager.get(id).health).toBe('up');
    expect(manager.get(id).sources.map((source) => source.id)).toEqual([
      'gopherscope',
      'pprof',
      'prometheus',
    ]);
    const asked = app.asked.length;
    app.asked.length = 0;
    await clock.advance(2000);
    expect(asked).toBeGreaterThan(0);
    expect(app.asked).not.toContain('/debug/vars');
    manager.stop();
  });
});

describe('watching', () => {
  it('is down after three misses, with a gap, and up again', async () => {
    const { manager, app, clock, what, values } = await setup();
    const { id } = await manager.add({ url: URL_ });
    await clock.advance(10_000);
    app.up = false;
    await clock.advance(1500);
    expect(manager.get(id).health).toBe('up');
    await clock.advance(12_000);
    expect(manager.get(id)).toMatchObject({ health: 'down', lastError: { code: 'CONNECTION_REFUSED' } });
    expect(values(id, 'go_goroutines')).toMatch(/ 12 stale$/);
    app.up = true;
    await clock.advance(3000);
    expect(manager.get(id)).toMatchObject({ health: 'up', lastError: null });
    expect(what(id)).toEqual(['down nothing listens at app.test:6060', 'up']);
    manager.stop();
  });

  it('tells a restart once, with a new generation that is kept and a gap in every series', async () => {
    const { manager, app, clock, what, values, writes, kept } = await setup();
    const { id } = await manager.add({ url: URL_ });
    await clock.advance(10_000);
    expect(writes).toEqual(['0 1000000']);
    app.restart();
    await clock.advance(10_000);
    expect(manager.get(id)).toMatchObject({ generation: 1, startTime: new Date(1_500_000).toISOString() });
    expect(what(id)).toHaveLength(1);
    expect(conditions(manager.get(id))).toContain('restarted RESTARTED');
    expect(values(id, 'go_gc_duration_seconds_count')).toMatch(/ 10 stale 1 /);
    expect(manager.describe(id)?.resets).toHaveLength(1);
    expect(kept.get(id)).toEqual({ pid: null, startTimeMs: 1_500_000, generation: 1 });
    expect(writes.length).toBeLessThanOrEqual(3);
    await clock.advance(61_000);
    expect(conditions(manager.get(id))).not.toContain('restarted RESTARTED');
    manager.stop();
  });

  it('shows what fails of it, and passes names on after a minute', async () => {
    const { manager, app, clock, what } = await setup();
    app.pages.set('/metrics', 'go_goroutines 99\napp_only 1\n');
    const { id } = await manager.add({ url: URL_ });
    await clock.advance(10_000);
    const owner = (): string | undefined =>
      manager.get(id).sources.find(({ owns }) => owns.includes('go_goroutines'))?.id;
    expect(owner()).toBe('pprof');
    app.pages.set('/debug/pprof/', 500);
    await clock.advance(10_000);
    expect(manager.get(id).health).toBe('up');
    expect(conditions(manager.get(id))).toEqual(['partial HTTP_STATUS']);
    await clock.advance(60_000);
    expect(owner()).toBe('prometheus');
    expect(what(id)).toEqual(['owner']);
    app.pages.delete('/debug/pprof/');
    await clock.advance(15_000);
    expect(owner()).toBe('pprof');
    expect(conditions(manager.get(id))).toEqual([]);
    manager.stop();
  });

  it('says which lines it could not read, how many series it refused, and that it backs off', async () => {
    const { manager, app, clock } = await setup();
    const { id } = await manager.add({ url: URL_ });
    const long = `${'l'.repeat(257)}="1"`;
    app.pages.set('/metrics', `bad line here\ngood 1\nm{${long}} 1\n${'# filler\n'.repeat(200_000)}`);
    await clock.advance(30_000);
    expect(conditions(manager.get(id))).toEqual(['partial BAD_LINES', 'limited SERIES_REFUSED']);
    app.pages.set('/metrics', `good 1\n${'# filler\n'.repeat(200_000)}`);
    await clock.advance(200_000);
    expect(manager.get(id).sources.find((source) => source.id === 'prometheus')!.intervalSeconds).toBe(7.5);
    manager.stop();
  });

  it('blames nobody for a suspended core', async () => {
    const { manager, clock, what, values } = await setup();
    const { id } = await manager.add({ url: URL_ });
    await clock.advance(3000);
    const fromMs = clock.now();
    clock.skip(60_000);
    manager.suspended(fromMs, clock.now());
    await clock.advance(2000);
    expect(what(id)).toEqual(['gap']);
    expect(values(id, 'go_goroutines')).toMatch(/12 stale 12/);
    expect(manager.get(id).health).toBe('up');
    manager.stop();
  });
});

describe('changing a target', () => {
  it('keeps history and identity through a rename, a pause and other sources', async () => {
    const { manager, clock, values, documents, app } = await setup();
    const { id } = await manager.add({ url: URL_ });
    await clock.advance(3000);
    await manager.update(id, { name: 'shop', enabled: false });
    const count = app.asked.length;
    await clock.advance(5000);
    expect(app.asked).toHaveLength(count);
    expect(conditions(manager.get(id))).toEqual(['paused PAUSED']);
    await manager.update(id, { enabled: true, intervalSeconds: 2 });
    await clock.advance(4000);
    expect(manager.get(id)).toMatchObject({ name: 'shop', health: 'up', conditions: [], generation: 0 });
    expect(manager.get(id).sources[0]!.intervalSeconds).toBe(2);
    await manager.update(id, {
      sources: [{ kind: 'pprof', url: `${URL_}debug/pprof/` }],
      intervalSeconds: null,
    });
    await clock.advance(2500);
    expect(documents.data.targets[0]!.sources.map((source) => source.id)).toEqual(['pprof']);
    const series = values(id, 'go_goroutines');
    expect(series).toMatch(/^12 12 12 (12 )?stale 12 12 /);
    expect(await refused(manager.update('nobody', {}))).toBe('NOT_FOUND');
    manager.stop();
  });

  it('of its address probes the new one', async () => {
    const { manager, clock, app } = await setup();
    const { id } = await manager.add({ url: URL_ });
    app.pages.set('/debug/vars', 404);
    app.asked.length = 0;
    const moved = await manager.update(id, { url: 'http://other.test:7070/' });
    expect(moved.sources.map(({ url }) => url)).toEqual([
      'http://other.test:7070/debug/pprof/',
      'http://other.test:7070/metrics',
    ]);
    await clock.advance(1000);
    expect(manager.describe(id)!.instance('pprof')).toBe('other.test:7070');
    manager.stop();
  });

  it('while it is removed does not bring it back to life', async () => {
    const { manager, clock, app } = await setup();
    const { id } = await manager.add({ url: URL_ });
    app.holding = true;
    const update = refused(manager.update(id, { url: 'http://other.test/' }));
    await settle();
    await manager.remove(id);
    app.release();
    expect(await update).toBe('NOT_FOUND');
    app.asked.length = 0;
    await clock.advance(5000);
    expect(app.asked).toEqual([]);
  });
});

describe('removing a target', () => {
  it('stops polling, and can be undone for ten minutes with id and history', async () => {
    const { manager, clock, values, app, documents, head } = await setup();
    const { id } = await manager.add({ url: URL_ });
    await clock.advance(3000);
    const [first, second] = await Promise.all([manager.remove(id), manager.remove(id)]);
    expect(second).toEqual(first);
    expect(documents.data.targets).toEqual([]);
    expect(manager.describe(id)).toBeUndefined();
    app.asked.length = 0;
    await clock.advance(9 * 60_000);
    expect(app.asked).toEqual([]);
    expect((await manager.restore(id)).id).toBe(id);
    await clock.advance(2000);
    expect(values(id, 'go_goroutines')).toMatch(/^12 12 12/);
    await clock.advance(10 * 60_000);
    expect(head.seriesOf(id)).toBeGreaterThan(0);
    expect((await manager.restore(id)).id).toBe(id);

    await manager.remove(id);
    await clock.advance(10 * 60_000);
    expect(await refused(manager.restore(id))).toBe('NOT_FOUND');
    expect(head.seriesOf(id)).toBe(0);
    expect(await refused(manager.remove(id))).toBe('NOT_FOUND');
  });

  it('of this run alone writes nothing down, before or after', async () => {
    const { manager, documents } = await setup();
    const { id } = await manager.add({ url: URL_ }, true);
    await manager.remove(id);
    expect((await manager.restore(id)).temporary).toBe(true);
    expect(documents.data.targets).toEqual([]);
    manager.stop();
  });
});

describe('a start of the core', () => {
  it('watches what was kept, and knows a restart that it did not see', async () => {
    const before = await setup();
    const { id } = await before.manager.add({ url: URL_ });
    await before.manager.add({ url: 'http://paused.test/', enabled: false });
    await before.clock.advance(6000);
    before.manager.stop();

    const after = await setup({ disk: before.disk, kept: before.kept });
    after.app.restart();
    after.manager.start();
    await after.clock.advance(6000);
    expect(after.manager.get(id)).toMatchObject({ health: 'up', generation: 1 });
    expect(after.manager.list().map(({ health }) => health)).toEqual(['up', 'unknown']);
    after.manager.stop();
  });

  it('tells which programs on this machine are watched', async () => {
    const { manager, kept } = await setup();
    const { id } = await manager.add({ url: 'http://127.0.0.1:6060/', enabled: false });
    expect((await manager.discover()).items[0]).toMatchObject({ pid: 7, targetId: id });
    const other = await setup({ kept });
    expect((await other.manager.discover()).items[0]!.targetId).toBeNull();
  });
});
