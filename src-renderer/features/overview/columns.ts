import type { Unit } from '../../ui/format/number.js';

/** A column of sparklines: one expression for all targets. */
export interface Column {
  id: string;
  title: string;
  expr: string;
  unit: Unit;
}

const column = (id: string, expr: string, unit: Unit): Column => ({
  id: `ov-${id}`,
  title: `overview.${id}`,
  expr,
  unit,
});

/** HTTP as OpenTelemetry names it, else as client_golang's examples do. */
const rateOfRequests = [
  'http_server_request_duration_seconds_count',
  'http_request_duration_seconds_count',
  'http_requests_total',
]
  .map((name) => `sum by (target) (rate(${name}[$w]))`)
  .join(' or ');
const p99OfRequests = ['http_server_request_duration_seconds_bucket', 'http_request_duration_seconds_bucket']
  .map((name) => `histogram_quantile(0.99, sum by (target, le) (rate(${name}[$w])))`)
  .join(' or ');

/** What every Go app says. */
export const BASIC: readonly Column[] = [
  column('cpu', 'rate(process_cpu_seconds_total[$w])', 'cores'),
  column('live', 'go_gc_heap_live_bytes', 'bytes'),
  column('goroutines', 'go_goroutines', 'count'),
  column('gc', 'go_gc_cpu_ratio', 'share'),
];
export const HTTP: readonly Column[] = [
  column('requests', rateOfRequests, 'perSecond'),
  column('p99', p99OfRequests, 'seconds'),
];
/** In their place while no target says anything about HTTP. */
export const PROCESS: readonly Column[] = [
  column('rss', 'process_resident_memory_bytes', 'bytes'),
  column('cycles', 'rate(go_gc_duration_seconds_count[1m]) * 60', 'perMinute'),
];

export const ALL_COLUMNS: readonly Column[] = [...BASIC, ...HTTP, ...PROCESS];
