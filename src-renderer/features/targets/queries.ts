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
export const beforeId = (id: SeriesId): string => `b-${id}`;

/** Drawn a second time, one span earlier, when the window compares. */
export const COMPARED: readonly SeriesId[] = [
  'cpu',
  'live',
  'rss',
  'goroutines',
  'threads',
  'gcshare',
  'gcs',
];

/** `back` ms ago: PromQL's offset stands behind the selector. */
export function exprOf(id: SeriesId, targetId: string, back = 0): string {
  const by = `{target="${targetId}"}`;
  const offset = back === 0 ? '' : ` offset ${String(Math.round(back))}ms`;
  if (id === 'pauses') return `go_gc_pause_seconds${by}${offset}`;
  // cycles are rare: over a short window their rate jumps between nothing and one
  if (id === 'gcs') return `rate(go_gc_duration_seconds_count${by}[1m]${offset})`;
  if (id in RATES) return `rate(${RATES[id as keyof typeof RATES]}${by}[$w]${offset})`;
  return `${GAUGES[id as keyof typeof GAUGES]}${by}${offset}`;
}

/** Everything the summary draws, `compareMs` earlier too if it is not 0. */
export function summaryQueries(targetId: string, compareMs: number): LiveQuery[] {
  const ids = [...Object.keys(GAUGES), ...Object.keys(RATES), 'gcs'] as SeriesId[];
  return [
    ...ids.map((id) => ({ id: queryId(id), expr: exprOf(id, targetId) })),
    { id: queryId('pauses'), expr: exprOf('pauses', targetId), mode: 'raw' as const },
    ...(compareMs === 0
      ? []
      : COMPARED.map((id) => ({ id: beforeId(id), expr: exprOf(id, targetId, compareMs), follows: true }))),
  ];
}

/** The ruler's line: memory of the process, or what Go holds where that is not known. */
export const RULER_POINTS = 240;
export function rulerQuery(targetId: string, span: number): LiveQuery {
  const by = `{target="${targetId}"}`;
  const expr = `process_resident_memory_bytes${by} or go_memstats_sys_bytes${by}`;
  return { id: 'ruler', expr, maxPoints: RULER_POINTS, span };
}
