import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cleanUp, until } from '../helpers/children.js';
import { startCore, type Core } from '../helpers/core.js';
import { startApp } from '../helpers/go-apps.js';

/** 40 MiB live and 200 MiB a second of garbage: the live heap is flat where HeapAlloc is a saw-tooth. */

const MIB = 2 ** 20;
/** Samples of the live heap, one a second. */
const LIVE_SAMPLES = 12;

describe('live heap of an app that litters', () => {
  let core: Core;
  beforeAll(async () => {
    core = await startCore();
  });
  afterAll(cleanUp);

  /** Min and max of a metric's own samples, MiB. */
  const swing = async (id: string, metric: string, since: number, least: number) => {
    const values = await until(
      `${least} samples of ${metric}`,
      async () => {
        const { v } = await core.api.raw(`${metric}{target="${id}"}`, since);
        const numbers = v.filter((value): value is number => typeof value === 'number');
        return numbers.length >= least && numbers;
      },
      { withinMs: 30_000, everyMs: 500 },
    );
    return { count: values.length, min: Math.min(...values) / MIB, max: Math.max(...values) / MIB };
  };

  it.concurrent.each([
    // heap?debug=1 costs milliseconds, so it is stretched to one call in 5 s however short its interval is.
    { from: 'heap?debug=1', flags: [], source: 'pprof-heap', readings: 5 },
    { from: '/debug/vars', flags: ['--expvar'], source: 'expvar', readings: LIVE_SAMPLES },
  ])('stays within 40-60 MiB by $from while HeapAlloc swings', async ({ from, flags, source, readings }) => {
    const since = Date.now();
    const app = await startApp('garbage', '--live', '40', '--rate', '200', ...flags);
    const base = { url: app.url, name: from };
    const sources = [
      { kind: 'pprof' as const, url: `${app.url}/debug/pprof/` },
      { kind: 'pprof' as const, url: `${app.url}/debug/pprof/heap?debug=1`, intervalSeconds: 1 },
      { kind: 'process' as const, url: 'pid:' },
    ];
    const { id } = await core.api.add(source === 'expvar' ? base : { ...base, sources });
    const alloc = await swing(id, 'go_memstats_heap_alloc_bytes', since, readings);
    const live = await swing(id, 'go_gc_heap_live_bytes', since, LIVE_SAMPLES);
    console.log(
      `garbage by ${from}: live ${live.min.toFixed(1)}-${live.max.toFixed(1)} MiB over ${live.count} samples, ` +
        `HeapAlloc ${alloc.min.toFixed(1)}-${alloc.max.toFixed(1)} MiB`,
    );
    expect(live.min).toBeGreaterThanOrEqual(40);
    expect(live.max).toBeLessThanOrEqual(60);
    // A saw-tooth beside an almost level line; a few readings of it need not hit its ends.
    expect(alloc.max - alloc.min).toBeGreaterThan(Math.max(8, 2 * (live.max - live.min)));
    const { sources: shown } = await core.api.target(id);
    expect(shown.find(({ owns }) => owns.includes('go_memstats_heap_alloc_bytes'))?.id).toBe(source);
    await app.kill();
  });
});
