import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cleanUp, until } from '../helpers/children.js';
import { pick, startCore, type Core } from '../helpers/core.js';
import { startApp, type GoApp } from '../helpers/go-apps.js';

/** Numbers shown agree with what the app itself reads from its runtime. */

interface Truth {
  numGoroutine: number;
  numThread: number;
  memStats: Record<string, number | number[]>;
}

const KIB = 1024;
/** MemStats field, metric, scale; `grows` = it never falls, so it lies between two readings around it. */
const FIELDS: [field: string, metric: string, scale: number, grows: boolean][] = [
  ['TotalAlloc', 'go_memstats_alloc_bytes_total', 1, true],
  ['Mallocs', 'go_memstats_mallocs_total', 1, true],
  ['Frees', 'go_memstats_frees_total', 1, true],
  ['NumGC', 'go_gc_duration_seconds_count', 1, true],
  ['PauseTotalNs', 'go_gc_duration_seconds_sum', 1e-9, true],
  ['LastGC', 'go_memstats_last_gc_time_seconds', 1e-9, true],
  ['Sys', 'go_memstats_sys_bytes', 1, true],
  ['Alloc', 'go_memstats_alloc_bytes', 1, false],
  ['HeapAlloc', 'go_memstats_heap_alloc_bytes', 1, false],
  ['HeapSys', 'go_memstats_heap_sys_bytes', 1, false],
  ['HeapIdle', 'go_memstats_heap_idle_bytes', 1, false],
  ['HeapInuse', 'go_memstats_heap_inuse_bytes', 1, false],
  ['HeapReleased', 'go_memstats_heap_released_bytes', 1, false],
  ['HeapObjects', 'go_memstats_heap_objects', 1, false],
  ['StackInuse', 'go_memstats_stack_inuse_bytes', 1, false],
  ['StackSys', 'go_memstats_stack_sys_bytes', 1, false],
  ['MSpanInuse', 'go_memstats_mspan_inuse_bytes', 1, false],
  ['MSpanSys', 'go_memstats_mspan_sys_bytes', 1, false],
  ['MCacheInuse', 'go_memstats_mcache_inuse_bytes', 1, false],
  ['MCacheSys', 'go_memstats_mcache_sys_bytes', 1, false],
  ['BuckHashSys', 'go_memstats_buck_hash_sys_bytes', 1, false],
  ['GCSys', 'go_memstats_gc_sys_bytes', 1, false],
  ['OtherSys', 'go_memstats_other_sys_bytes', 1, false],
  ['NextGC', 'go_memstats_next_gc_bytes', 1, false],
];

describe('an app that tells its own numbers', () => {
  let core: Core;
  let app: GoApp;
  let id: string;
  const truth = async (): Promise<Truth> => (await fetch(`${app.url}/truth`)).json() as Promise<Truth>;
  const collect = async (): Promise<void> => {
    await fetch(`${app.url}/gc`, { method: 'POST' });
  };
  /** A reading that was taken between two of the app's own, with no collection in between. */
  const between = () =>
    until('a poll between two readings of the app', async () => {
      const before = await truth();
      const since = Date.now();
      const points = await until('a poll', async () => {
        const found = await core.api.latest(id);
        const names = ['go_memstats_heap_alloc_bytes', 'go_goroutines', 'process_threads'];
        return names.every((name) => Date.parse(pick(found, name)?.timestamp ?? '') > since) && found;
      });
      const after = await truth();
      return before.memStats['NumGC'] === after.memStats['NumGC'] && { before, after, points };
    });

  beforeAll(async () => {
    [core, app] = await Promise.all([startCore(), startApp('truth', '--goroutines', '150')]);
    for (let i = 0; i < 3; i++) await collect();
    ({ id } = await core.api.add({ url: app.url }));
  });
  afterAll(cleanUp);

  it('shows goroutines, threads and every MemStats field as the app reads them', async () => {
    const { before, after, points } = await between();
    const valueOf = (name: string): number => Number(pick(points, name)?.value);

    // The three connections of a poll and the one of this test have goroutines of their own.
    const goroutines = [before.numGoroutine, after.numGoroutine];
    expect(valueOf('go_goroutines')).toBeGreaterThanOrEqual(Math.min(...goroutines) - 4);
    expect(valueOf('go_goroutines')).toBeLessThanOrEqual(Math.max(...goroutines) + 4);
    expect(valueOf('go_threads')).toBeGreaterThanOrEqual(before.numThread);
    expect(valueOf('go_threads')).toBeLessThanOrEqual(after.numThread);

    const wrong: string[] = [];
    for (const [field, metric, scale, grows] of FIELDS) {
      const [low, high] = [before, after]
        .map(({ memStats }) => Number(memStats[field]) * scale)
        .sort((a, b) => a - b) as [number, number];
      const shown = valueOf(metric);
      // What can fall may have moved and come back: as much again as it moved, and a few pages.
      const slack = grows ? 1e-9 * high : Math.max(2 * (high - low), 0.01 * high, 64 * KIB);
      if (!(shown >= low - slack && shown <= high + slack))
        wrong.push(`${metric} ${shown} is not within ${low}..${high} ± ${slack}`);
    }
    expect(wrong.join('\n')).toBe('');
  });

  it('has one sample for each collection, with the pause and the moment the app noted', async () => {
    const since = Date.now();
    const before = Number((await truth()).memStats['NumGC']);
    for (let i = 0; i < 4; i++) await collect();
    const { memStats } = await truth();
    const after = Number(memStats['NumGC']);
    expect(after - before).toBeGreaterThanOrEqual(4);
    const { t, v } = await until('the pauses', async () => {
      const raw = await core.api.raw(`go_gc_pause_seconds{target="${id}"}`, since - 1000);
      return raw.v.length >= after - before && raw;
    });
    const cycles = Array.from({ length: after - before }, (_, i) => before + 1 + i);
    const at = (ring: string, cycle: number): number => (memStats[ring] as number[])[(cycle + 255) % 256]!;
    expect(v.slice(-cycles.length)).toEqual(cycles.map((cycle) => at('PauseNs', cycle) / 1e9));
    cycles.forEach((cycle, i) => {
      expect(Math.abs(t.slice(-cycles.length)[i]! - at('PauseEnd', cycle) / 1e6)).toBeLessThan(2);
    });
  });

  it('knows the process: pid, Go version, when it began', async () => {
    const target = await core.api.target(id);
    expect(target).toMatchObject({ health: 'up', pid: app.pid, generation: 0, lastError: null });
    expect(target.goVersion).toMatch(/^go1\./);
    expect(Math.abs(Date.parse(target.startTime ?? '') - Date.now())).toBeLessThan(120_000);
    expect(target.sources.find(({ id: source }) => source === 'expvar')).toMatchObject({ state: 'up' });
  });
});
