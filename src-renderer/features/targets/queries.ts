import type { LiveQuery } from '../../stores/live.js';

/** Everything the summary draws, as one batch. Ids are fixed: one target is shown at a time. */
const GAUGES = {
  live: 'go_gc_heap_live_bytes',
  alloc: 'go_memstats_heap_alloc_bytes',
  inuse: 'go_memstats_heap_inuse_bytes',
  idle: 'go_memstats_heap_idle_bytes',
  released: 'go_memstats_heap_released_bytes',
  stacks: 'go_memstats_stack_sys_bytes',
  mspan: 'go_memstats_mspan_sys_bytes',
  mcache: 'go_memstats_mcache_sys_bytes',
  buckhash: 'go_memstats_buck_hash_sys_bytes',
  gcsys: 'go_memstats_gc_sys_bytes',
  othersys: 'go_memstats_other_sys_bytes',
  sys: 'go_memstats_sys_bytes',
  rss: 'process_resident_memory_bytes',
  rssmax: 'process_resident_memory_max_bytes',
  limit: 'go_gc_gomemlimit_bytes',
  goroutines: 'go_goroutines',
  threads: 'process_threads',
  created: 'go_threads',
  cores: 'process_cpu_core_ratio',
  ncpu: 'system_cpu_logical_count',
  gcshare: 'go_gc_cpu_ratio',
} as const;

const RATES = {
  cpu: 'process_cpu_seconds_total',
  mode: 'process_cpu_time_seconds_total',
} as const;

export type SeriesId = keyof typeof GAUGES | keyof typeof RATES | 'gcs' | 'pauses';

export const queryId = (id: SeriesId): string => `t-${id}`;

export function summaryQueries(targetId: string): LiveQuery[] {
  const by = `{target="${targetId}"}`;
  const gauges = Object.entries(GAUGES).map(([id, name]) => ({ id: `t-${id}`, expr: `${name}${by}` }));
  const rates = Object.entries(RATES).map(([id, name]) => ({
    id: `t-${id}`,
    expr: `rate(${name}${by}[$w])`,
  }));
  // cycles are rare: over a short window their rate jumps between nothing and one
  const cycles = { id: 't-gcs', expr: `rate(go_gc_duration_seconds_count${by}[1m])` };
  return [
    ...gauges,
    ...rates,
    cycles,
    { id: 't-pauses', expr: `go_gc_pause_seconds${by}`, mode: 'raw' as const },
  ];
}
