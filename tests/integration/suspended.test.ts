import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cleanUp, sleep, until } from '../helpers/children.js';
import { everySecond, startCore, type Core } from '../helpers/core.js';
import { startApp, type GoApp } from '../helpers/go-apps.js';

/** An app that hangs for 20 s is down with the reason, leaves a gap, and costs no other target a sample. */

const STOP_MS = 20_000;

describe('SIGSTOP of an app', () => {
  let core: Core;
  let app: GoApp;
  let other: GoApp;
  let id: string;
  let otherId: string;
  let stoppedAt: number;
  let downAfterMs: number;
  let resumedAt: number;
  let end: number;

  const raw = (target: string, metric = 'go_goroutines') =>
    core.api.raw(`${metric}{target="${target}"}`, stoppedAt - 60_000, end);

  beforeAll(async () => {
    [core, app, other] = await Promise.all([startCore(), startApp('truth'), startApp('bare')]);
    ({ id } = await core.api.add({ url: app.url }));
    ({ id: otherId } = await core.api.add({ url: other.url }));
    await until('both up for some polls', async () => {
      const all = await Promise.all(
        [id, otherId].map((target) => core.api.raw(`go_goroutines{target="${target}"}`, Date.now() - 60_000)),
      );
      return all.every(({ t }) => t.length >= 4);
    });
    stoppedAt = Date.now();
    app.signal('SIGSTOP');
    await until('down', async () => (await core.api.target(id)).health === 'down', { withinMs: 15_000 });
    downAfterMs = Date.now() - stoppedAt;
    await sleep(STOP_MS - downAfterMs);
    const hung = await core.api.target(id);
    expect(hung.lastError).toMatchObject({ code: 'NO_ANSWER' });
    resumedAt = Date.now();
    app.signal('SIGCONT');
    await until('up', async () => (await core.api.target(id)).health === 'up');
    await until('4 polls after it went on', async () => {
      const { t } = await core.api.raw(`go_goroutines{target="${id}"}`, resumedAt + 500);
      return t.length >= 4;
    });
    end = Date.now();
  });
  afterAll(cleanUp);

  it('is down within 10 s, with the reason, although its process is still there', () => {
    console.log(`suspended: down ${(downAfterMs / 1000).toFixed(1)} s after SIGSTOP`);
    expect(downAfterMs).toBeLessThan(10_000);
  });

  it.each(['go_goroutines', 'go_memstats_heap_alloc_bytes'])(
    'leaves a gap in %s: no sample, and none filled in later',
    async (metric) => {
      const { t, v } = await raw(id, metric);
      // A poll under way when it stopped or that was answered late carries the moment it was sent.
      const inside = t.filter((at, i) => v[i] !== null && at > stoppedAt + 100 && at < resumedAt - 2500);
      expect(inside).toEqual([]);
      expect(v.some((value, i) => value === null && t[i]! > stoppedAt - 1500 && t[i]! < resumedAt)).toBe(
        true,
      );
      expect(t).toEqual([...t].sort((a, b) => a - b));
      const before = t.filter((at) => at < stoppedAt - 1100);
      expect(everySecond(before)).toMatchObject({ missing: 0 });
    },
  );

  it('shows the gap as null on the steps of a range, and no rate across it', async () => {
    for (const expr of [
      `go_goroutines{target="${id}"}`,
      `rate(go_memstats_alloc_bytes_total{target="${id}"}[$w])`,
    ]) {
      const { step, results } = await core.api.range(expr, stoppedAt - 3000, end, { maxPoints: 120 });
      const { t = [], series } = results[0]!;
      expect(series).toHaveLength(1);
      const inGap = t.flatMap((at, i) =>
        at > stoppedAt + 5000 && at < resumedAt - 3000 ? [series[0]!.v[i]] : [],
      );
      expect(inGap.length).toBeGreaterThan((STOP_MS - 9000) / step);
      expect(inGap.filter((v) => v !== null)).toEqual([]);
      expect(series[0]!.v.at(-1)).not.toBeNull();
    }
  });

  it('marks down and up once each', async () => {
    const marks = (await core.api.annotations(id)).filter(({ kind }) => kind === 'down' || kind === 'up');
    expect(marks.map(({ kind }) => kind)).toEqual(['down', 'up']);
    expect(marks[0]!.data['code']).toBe('NO_ANSWER');
    // It is down since the first poll that was not answered.
    expect(marks[0]!.tMs).toBeGreaterThan(stoppedAt - 200);
    expect(marks[0]!.tMs).toBeLessThan(stoppedAt + 1500);
    expect(marks[1]!.tMs).toBeGreaterThanOrEqual(resumedAt);
    expect((await core.api.target(id)).generation).toBe(0);
  });

  it('costs another target nothing: one sample a second, none missing', async () => {
    const { t, v } = await raw(otherId);
    const count = everySecond(t);
    console.log(`suspended: the other target has ${count.count} samples, ${count.missing} missing`);
    expect(v).not.toContain(null);
    expect(count).toMatchObject({ missing: 0 });
    expect(t.length).toBeGreaterThan((STOP_MS + 6000) / 1000);
    expect((await core.api.annotations(otherId)).filter(({ kind }) => kind === 'down')).toEqual([]);
  });
});
