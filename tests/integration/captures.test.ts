import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Capture, CaptureType } from '../../shared/model/capture.js';
import type { ProfileRecord, TopTable } from '../../shared/model/profile.js';
import { cleanUp, sleep, until } from '../helpers/children.js';
import { startCore, type Core } from '../helpers/core.js';
import { startApp, type GoApp } from '../helpers/go-apps.js';
import { capture, captureEnd } from '../helpers/profiles.js';

/** Captures of real Go programs, over REST. */

const lines = (app: GoApp, pattern: RegExp): number => app.stdout().match(pattern)?.length ?? 0;

describe('captures', () => {
  let core: Core;
  let app: GoApp;
  let id: string;
  beforeAll(async () => {
    [core, app] = await Promise.all([startCore(), startApp('profiles', '--goroutines', '2500')]);
    ({ id } = await core.api.add({ url: app.url, name: 'app' }));
  });
  afterAll(cleanUp);
  const call = <T>(method: string, where: string): Promise<T> => core.api.call<T>(method, where);
  const take = async (input: Parameters<typeof capture>[2]): Promise<Capture> =>
    captureEnd(core.api, await capture(core.api, id, input));
  const profile = (capture: Capture): Promise<ProfileRecord> =>
    call('GET', `/profiles/${capture.profileId ?? ''}`);

  it('offers what the index page lists, the app’s own too', async () => {
    const { items } = await call<{ items: CaptureType[] }>('GET', `/targets/${id}/capture-types`);
    expect(items.map(({ type }) => type)).toEqual([
      ...['cpu', 'heap', 'goroutine', 'allocs', 'block', 'mutex', 'threadcreate', 'trace', 'shop/sessions'],
    ]);
    const named = (type: string): CaptureType | undefined => items.find((one) => one.type === type);
    expect(named('cpu')).toMatchObject({ timed: true, count: null, remark: null });
    expect(named('shop/sessions')).toMatchObject({ timed: false, count: 3 });
    expect(named('block')?.remark).toMatchObject({
      code: 'CAPTURE_EMPTY_OFF',
      params: { line: 'runtime.SetBlockProfileRate(10_000)' },
    });
    expect(named('goroutine')?.remark).toMatchObject({ code: 'CAPTURE_MANY_GOROUTINES' });
  });

  it('takes a CPU profile with progress by time, and keeps it', async () => {
    const seen: number[] = [];
    const captureId = await capture(core.api, id, { type: 'cpu', seconds: 2 });
    const done = await until('its end', async () => {
      const now = await call<Capture>('GET', `/captures/${captureId}`);
      if (now.state === 'running') seen.push(now.progress);
      return now.state === 'running' || now.state === 'queued' ? null : now;
    });
    expect(done).toMatchObject({ state: 'done', progress: 1, seconds: 2, error: null, remark: null });
    expect(seen.filter((p) => p > 0.2 && p < 0.95).length).toBeGreaterThan(3);
    expect([...seen].sort((a, b) => a - b)).toEqual(seen);
    const record = await profile(done);
    expect(record).toMatchObject({
      ...{ type: 'cpu', profileType: 'cpu', origin: 'capture', targetId: id, targetName: 'app' },
      ...{ name: 'app cpu 2 s', module: 'gopherscope.dev/fixtures/goapps' },
    });
    const top = await call<TopTable>('GET', `/profiles/${record.id}/top?limit=1`);
    expect(top.items[0]).toMatchObject({ name: 'main.spin', origin: 'own' });
    const marks = await core.api.annotations(id);
    expect(marks.find(({ kind }) => kind === 'capture')?.data).toMatchObject({
      type: 'cpu',
      profileId: record.id,
    });
  });

  it('ends a cancelled one in the app too, and takes the next long before it would have been over', async () => {
    const captureId = await capture(core.api, id, { type: 'cpu', seconds: 30 });
    await sleep(3000);
    const cancelledAt = performance.now();
    expect(await call('DELETE', `/captures/${captureId}`)).toMatchObject({ state: 'cancelled' });
    const next = await capture(core.api, id, { type: 'cpu', seconds: 1 });
    await until('the next to run in the app', () => lines(app, /begin .*profile\?seconds=1$/gm) > 0);
    // A tenth of a second on an idle machine; 27 s where the app were not told.
    expect(performance.now() - cancelledAt).toBeLessThan(10_000);
    expect(app.stdout()).toMatch(/end .*profile\?seconds=30 cancelled=true after=[3-9]\.\d/);
    expect(await captureEnd(core.api, next)).toMatchObject({ state: 'done' });
  });

  it('takes one CPU profile at a time, says who waits, and shares equal requests', async () => {
    const before = lines(app, /begin .*profile/g);
    const first = await capture(core.api, id, { type: 'cpu', seconds: 1 });
    const same = await Promise.all(
      Array.from({ length: 20 }, () => capture(core.api, id, { type: 'cpu', seconds: 1 })),
    );
    expect(new Set([first, ...same]).size).toBe(1);
    const second = await capture(core.api, id, { type: 'cpu', seconds: 2 });
    expect(await call('GET', `/captures/${second}`)).toMatchObject({
      state: 'queued',
      waiting: { code: 'CAPTURE_BEHIND', params: { ahead: 1 } },
    });
    const ends = [await captureEnd(core.api, first), await captureEnd(core.api, second)];
    expect(ends.map(({ state }) => state)).toEqual(['done', 'done']);
    expect(lines(app, /begin .*profile/g) - before).toBe(2);
  });

  it('waits while somebody else profiles the app', async () => {
    const other = fetch(`${app.url}/debug/pprof/profile?seconds=2`).then((answer) => answer.arrayBuffer());
    await until('the other profile', () =>
      /begin .*profile\?seconds=2\n(?![^]*end .*seconds=2 )/.test(app.stdout()),
    );
    const captureId = await capture(core.api, id, { type: 'cpu', seconds: 1.25 });
    await until('a reason to wait', async () => {
      const { waiting } = await call<Capture>('GET', `/captures/${captureId}`);
      return waiting?.code === 'CAPTURE_IN_USE';
    });
    expect(await captureEnd(core.api, captureId)).toMatchObject({ state: 'done', waiting: null });
    await other;
  });

  it('takes heap, a profile of the app’s own, a difference, and a trace', async () => {
    const heap = await profile(await take({ type: 'heap' }));
    expect(heap).toMatchObject({ type: 'memory', profileType: 'heap' });
    const own = await profile(await take({ type: 'shop/sessions' }));
    expect(own).toMatchObject({ profileType: 'shop/sessions', samples: 1 });
    const delta = await take({ type: 'allocs', seconds: 1 });
    expect(delta).toMatchObject({ state: 'done', seconds: 1 });
    const trace = await profile(await take({ type: 'trace', seconds: 1 }));
    expect(trace).toMatchObject({ format: 'trace', profileType: 'trace' });
  });

  it('explains an empty profile and one that is not there', async () => {
    expect(await take({ type: 'mutex' })).toMatchObject({
      state: 'done',
      remark: { code: 'CAPTURE_EMPTY_OFF', params: { line: 'runtime.SetMutexProfileFraction(100)' } },
    });
    expect(await take({ type: 'goroutineleak' })).toMatchObject({
      state: 'failed',
      error: { code: 'CAPTURE_NO_LEAK_PROFILE' },
    });
    expect(await take({ type: 'no such' })).toMatchObject({ error: { code: 'CAPTURE_NOT_THERE' } });
    await expect(capture(core.api, id, { type: '..' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('lists many goroutines one by one only when that is confirmed', async () => {
    const input = { type: 'goroutine', detailed: true };
    await expect(capture(core.api, id, input)).rejects.toMatchObject({
      ...{ status: 409, code: 'TOO_MANY_GOROUTINES' },
      data: { limit: 2000 },
    });
    const done = await take({ ...input, confirm: true });
    const record = await profile(done);
    expect(record.format).toBe('goroutines');
    expect(record.goroutines).toBeGreaterThan(2500);
  });

  it('takes twenty of a target at once and no more, and ends them with the target', async () => {
    const { id: other } = await core.api.add({
      url: app.url.replace('127.0.0.1', 'localhost'),
      name: 'other',
    });
    const begun = [];
    for (let seconds = 101; seconds <= 120; seconds++)
      begun.push(await capture(core.api, other, { type: 'cpu', seconds }));
    await expect(capture(core.api, other, { type: 'heap' })).rejects.toMatchObject({
      status: 429,
      code: 'TOO_MANY_CAPTURES',
    });
    await core.api.remove(other);
    for (const one of begun)
      expect(await captureEnd(core.api, one, 2000)).toMatchObject({ state: 'cancelled' });
  });

  it('keeps what was captured when it is killed, and says what it did not finish', async () => {
    const done = await take({ type: 'threadcreate' });
    const running = await capture(core.api, id, { type: 'cpu', seconds: 20 });
    await until(
      'it to run',
      async () => (await call<Capture>('GET', `/captures/${running}`)).state === 'running',
    );
    await core.kill();
    core = await startCore({ dataDir: core.dataDir });
    expect(await call('GET', `/captures/${running}`)).toMatchObject({
      state: 'failed',
      error: { code: 'CORE_ENDED' },
    });
    expect(await profile(done)).toMatchObject({ profileType: 'threadcreate' });
  });
});

describe('a server that ends its answers early', () => {
  afterAll(cleanUp);

  it('is recognised behind a writer that hides its deadline, with the seconds to try', async () => {
    const [core, app] = await Promise.all([
      startCore(),
      startApp('profiles', '--write-timeout', '2s', '--wrap'),
    ]);
    const { id } = await core.api.add({ url: app.url });
    const failed = await captureEnd(core.api, await capture(core.api, id, { type: 'cpu', seconds: 3 }));
    expect(failed).toMatchObject({
      state: 'failed',
      error: { code: 'TARGET_ENDS_EARLY', params: { asked: 3, seconds: 1 } },
    });
    const done = await captureEnd(core.api, await capture(core.api, id, { type: 'cpu', seconds: 1 }));
    expect(done.state).toBe('done');
    // An app that is gone is another thing.
    const cut = await capture(core.api, id, { type: 'cpu', seconds: 10 });
    await until('it to run', () => /begin .*seconds=10/.test(app.stdout()));
    await app.kill();
    expect(await captureEnd(core.api, cut)).toMatchObject({ error: { code: 'CAPTURE_APP_GONE' } });
  });

  it('is left alone where Go lifts the deadline itself', async () => {
    const [core, app] = await Promise.all([startCore(), startApp('profiles', '--write-timeout', '2s')]);
    const { id } = await core.api.add({ url: app.url });
    const end = await captureEnd(core.api, await capture(core.api, id, { type: 'cpu', seconds: 3 }));
    expect(end.error ?? end.state).toBe('done');
  });
});
