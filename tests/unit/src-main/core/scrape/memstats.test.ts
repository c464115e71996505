import { describe, expect, it } from 'vitest';
import { addMemStats, PauseRing, type MemStats } from '../../../../../src-main/core/scrape/memstats.js';
import { emptyReading } from '../../../../../src-main/core/scrape/reading.js';

/** MemStats of an app whose n-th GC ended at n seconds and paused n microseconds. */
function statsAt(numGC: number, startSecond = 0): MemStats {
  const PauseNs = new Array<number>(256).fill(0);
  const PauseEnd = new Array<number>(256).fill(0);
  for (let cycle = Math.max(1, numGC - 255); cycle <= numGC; cycle++) {
    PauseNs[(cycle + 255) % 256] = cycle * 1000;
    PauseEnd[(cycle + 255) % 256] = (startSecond + cycle) * 1e9;
  }
  return { NumGC: numGC, PauseNs, PauseEnd };
}

const seconds = (taken: { events: { tMs: number }[] }): number[] => taken.events.map(({ tMs }) => tMs / 1000);

describe('the ring of GC pauses', () => {
  it('gives each pause once, oldest first, with its own time', () => {
    const ring = new PauseRing();
    expect(ring.take(statsAt(3), 0, 0)).toEqual({
      lost: 0,
      events: [1, 2, 3].map((n) => ({ name: 'go_gc_pause_seconds', tMs: n * 1000, value: n * 1e-6 })),
    });
    expect(seconds(ring.take(statsAt(3), 0, 0))).toEqual([]);
    expect(seconds(ring.take(statsAt(5), 0, 0))).toEqual([4, 5]);
  });

  it('wraps after 256 cycles', () => {
    const ring = new PauseRing();
    ring.take(statsAt(254), 0, 0);
    expect(seconds(ring.take(statsAt(258), 0, 0))).toEqual([255, 256, 257, 258]);
  });

  it('counts the pauses that were overwritten between two polls', () => {
    const ring = new PauseRing();
    ring.take(statsAt(100), 0, 0);
    const taken = ring.take(statsAt(400), 0, 0);
    expect(taken.lost).toBe(44);
    expect(seconds(taken)).toHaveLength(256);
    expect(seconds(taken)[0]).toBe(145);
    expect(ring.take(statsAt(401), 0, 0).lost).toBe(44);
  });

  it('gives at the first poll only what came since the watch began, and calls nothing lost', () => {
    const taken = new PauseRing().take(statsAt(1000), 0, 998_000);
    expect(seconds(taken)).toEqual([998, 999, 1000]);
    expect(taken.lost).toBe(0);
  });

  it('begins anew after a restart, told or seen by the count', () => {
    const ring = new PauseRing();
    ring.take(statsAt(50), 0, 0);
    expect(seconds(ring.take(statsAt(2, 100), 0, 0))).toEqual([101, 102]);
    ring.reset();
    expect(seconds(ring.take(statsAt(3, 200), 0, 0))).toEqual([201, 202, 203]);
  });

  it("corrects the app's clock", () => {
    expect(seconds(new PauseRing().take(statsAt(1), -500, 0))).toEqual([0.5]);
  });

  it.each([
    ['no count', {}],
    ['no ring', { NumGC: 5 }],
    ['a count that is no count', { ...statsAt(3), NumGC: 1e300 }],
    ['a fraction', { ...statsAt(3), NumGC: 2.5 }],
  ])('gives nothing for %s', (_, stats) => {
    expect(new PauseRing().take(stats, 0, 0)).toEqual({ events: [], lost: 0 });
  });
});

describe('MemStats', () => {
  it('become canonical names in base units, and the counters that tell a restart', () => {
    const reading = emptyReading();
    addMemStats(reading, {
      HeapAlloc: 5,
      PauseTotalNs: 2e9,
      LastGC: 1.5e18,
      NumGC: 7,
      TotalAlloc: 9,
      Mallocs: 11,
      Sys: NaN,
      Lookups: 3,
    });
    const values = Object.fromEntries(reading.points.map(({ name, value }) => [name, value]));
    expect(values).toEqual({
      go_memstats_alloc_bytes_total: 9,
      go_memstats_mallocs_total: 11,
      go_memstats_heap_alloc_bytes: 5,
      go_memstats_last_gc_time_seconds: 1.5e9,
      go_gc_duration_seconds_sum: 2,
      go_gc_duration_seconds_count: 7,
    });
    expect(reading.identity.counters).toEqual({ numGC: 7, totalAlloc: 9, mallocs: 11 });
  });
});
