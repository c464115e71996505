import type { CanonicalName } from './names.js';
import { point, type EventPoint, type Reading } from './reading.js';

/** runtime.MemStats as expvar writes it, or as the tail of heap?debug=1 says it. */
export type MemStats = Partial<Record<string, number | number[]>>;

/** MemStats field → canonical name; durations in ns become seconds. */
const FIELDS: readonly (readonly [field: string, name: CanonicalName, scale?: number])[] = [
  ['Alloc', 'go_memstats_alloc_bytes'],
  ['TotalAlloc', 'go_memstats_alloc_bytes_total'],
  ['Sys', 'go_memstats_sys_bytes'],
  ['Mallocs', 'go_memstats_mallocs_total'],
  ['Frees', 'go_memstats_frees_total'],
  ['HeapAlloc', 'go_memstats_heap_alloc_bytes'],
  ['HeapSys', 'go_memstats_heap_sys_bytes'],
  ['HeapIdle', 'go_memstats_heap_idle_bytes'],
  ['HeapInuse', 'go_memstats_heap_inuse_bytes'],
  ['HeapReleased', 'go_memstats_heap_released_bytes'],
  ['HeapObjects', 'go_memstats_heap_objects'],
  ['StackInuse', 'go_memstats_stack_inuse_bytes'],
  ['StackSys', 'go_memstats_stack_sys_bytes'],
  ['MSpanInuse', 'go_memstats_mspan_inuse_bytes'],
  ['MSpanSys', 'go_memstats_mspan_sys_bytes'],
  ['MCacheInuse', 'go_memstats_mcache_inuse_bytes'],
  ['MCacheSys', 'go_memstats_mcache_sys_bytes'],
  ['BuckHashSys', 'go_memstats_buck_hash_sys_bytes'],
  ['GCSys', 'go_memstats_gc_sys_bytes'],
  ['OtherSys', 'go_memstats_other_sys_bytes'],
  ['NextGC', 'go_memstats_next_gc_bytes'],
  ['LastGC', 'go_memstats_last_gc_time_seconds', 1e-9],
  ['GCCPUFraction', 'go_memstats_gc_cpu_fraction'],
  ['PauseTotalNs', 'go_gc_duration_seconds_sum', 1e-9],
  ['NumGC', 'go_gc_duration_seconds_count'],
  ['NumForcedGC', 'go_gc_cycles_forced_gc_cycles_total'],
];

/** MemStats keeps the last 256 pauses in a ring: the most recent at index (NumGC + 255) % 256. */
const RING = 256;

/** GC cycles already told, so that a poll gives only the new ones. */
export class PauseRing {
  private seen: number | null = null;
  private lost = 0;

  /** Forgets the count: the app restarted. */
  reset(): void {
    this.seen = null;
  }

  /**
   * Pauses since the last poll, oldest first, stamped with the end of each; `skewMs` is what our clock is
   * ahead of the app's. The first poll gives what the ring holds from `sinceMs` on. Those that the ring
   * has overwritten are counted.
   */
  take(stats: MemStats, skewMs: number, sinceMs: number): { events: EventPoint[]; lost: number } {
    const numGC = number(stats, 'NumGC');
    const pauses = stats['PauseNs'];
    const ends = stats['PauseEnd'];
    if (numGC === null || !Array.isArray(pauses) || !Array.isArray(ends))
      return { events: [], lost: this.lost };
    if (this.seen !== null && numGC < this.seen) this.seen = null;
    const first = Math.max(this.seen ?? 0, numGC - RING);
    if (this.seen !== null) this.lost += first - this.seen;
    const events: EventPoint[] = [];
    for (let cycle = first + 1; cycle <= numGC; cycle++) {
      const index = (cycle + RING - 1) % RING;
      const endNs = ends[index] ?? 0;
      const tMs = endNs / 1e6 + skewMs;
      if (endNs > 0 && tMs >= sinceMs)
        events.push({ name: 'go_gc_pause_seconds', tMs, value: (pauses[index] ?? 0) / 1e9 });
    }
    this.seen = numGC;
    return { events, lost: this.lost };
  }
}

const number = (stats: MemStats, field: string): number | null => {
  const value = stats[field];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
};

/** Adds what MemStats says to a reading. */
export function addMemStats(reading: Reading, stats: MemStats): void {
  for (const [field, name, scale = 1] of FIELDS) {
    const value = number(stats, field);
    if (value !== null) reading.points.push(point(name, scale === 1 ? value : value * scale));
  }
  const numGC = number(stats, 'NumGC');
  const totalAlloc = number(stats, 'TotalAlloc');
  const mallocs = number(stats, 'Mallocs');
  reading.identity.counters = {
    ...reading.identity.counters,
    ...(numGC === null ? {} : { numGC }),
    ...(totalAlloc === null ? {} : { totalAlloc }),
    ...(mallocs === null ? {} : { mallocs }),
  };
}
