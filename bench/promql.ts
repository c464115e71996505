import { METRIC_NAME, type Labels } from '../shared/model/labels.js';
import type { SelectedSeries, SeriesReader } from '../shared/model/series.js';
import { compileMatchers, evaluateRange, finish, parse, type Expr } from '../src-main/core/promql/index.js';

/** What a target page and an overview ask for once a second. */
const DASHBOARD = [
  'process_resident_memory_bytes',
  'go_goroutines',
  'rate(process_cpu_seconds_total[$w])',
  'sum by (target) (rate(http_requests_total[$w]))',
  'sum by (target, code) (rate(http_requests_total[1m]))',
  'histogram_quantile(0.99, sum by (le) (rate(http_duration_seconds_bucket[$w])))',
  'sum(rate(http_duration_seconds_sum[$w])) / sum(rate(http_duration_seconds_count[$w]))',
  'go_memstats_heap_alloc_bytes / go_memstats_heap_sys_bytes * 100',
  'increase(go_gc_cycles_total[1m])',
  'max by (target) (go_goroutines)',
  'go_goroutines > 100',
  'avg(rate(process_cpu_seconds_total[$w])) or vector(0)',
];

export interface PromqlBench {
  expressions: readonly string[];
  steps: number;
  series: number;
  /** Evaluates all expressions once at one go; returns how many values came out. */
  run: () => number;
}

/** 12 expressions over 900 steps of 1 s, for so many targets. */
export function promqlBench(targets = 10, steps = 900): PromqlBench {
  const reader = makeReader(targets, steps + 300);
  const expressions = DASHBOARD.map(parseOrThrow);
  const options = { lookbackMs: 'auto', leftOpen: true, stepMs: 1000 } as const;
  const run = (): number => {
    let values = 0;
    for (const expr of expressions) {
      const range = { ...options, startMs: 300_000, endMs: 300_000 + (steps - 1) * 1000 };
      const result = finish(evaluateRange(expr, reader, range));
      if (!result.ok) throw new Error(result.error.message);
      for (const { present } of result.value.series) for (const each of present) values += each;
    }
    return values;
  };
  return { expressions: DASHBOARD, steps, series: reader.size, run };
}

function parseOrThrow(text: string): Expr {
  const parsed = parse(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}

function makeReader(targets: number, seconds: number): SeriesReader & { size: number } {
  const t = Float64Array.from({ length: seconds }, (_, i) => i * 1000);
  const all: SelectedSeries[] = [];
  const add = (name: string, labels: Labels, slope: number): void => {
    const v = Float64Array.from({ length: seconds }, (_, i) => i * slope + (i % 7));
    const samples: SelectedSeries['samples'] = (startMs, endMs) => {
      const [from, to] = [Math.max(0, Math.ceil(startMs / 1000)), Math.floor(endMs / 1000) + 1];
      return { t: t.slice(from, to), v: v.slice(from, to) };
    };
    all.push({ labels: { ...labels, [METRIC_NAME]: name }, intervalMs: 1000, resets: [], samples });
  };
  const gauges = [
    'process_resident_memory_bytes',
    'go_goroutines',
    'go_memstats_heap_alloc_bytes',
    'go_memstats_heap_sys_bytes',
  ];
  const counters = [
    'process_cpu_seconds_total',
    'go_gc_cycles_total',
    'http_duration_seconds_sum',
    'http_duration_seconds_count',
  ];
  for (let n = 0; n < targets; n++) {
    const target = `app-${String(n)}`;
    for (const name of gauges) add(name, { target }, 0);
    for (const name of counters) add(name, { target }, 1.5);
    for (const code of ['200', '404', '500']) add('http_requests_total', { target, code }, 3);
    for (let bucket = 1; bucket <= 20; bucket++)
      add(
        'http_duration_seconds_bucket',
        { target, le: bucket === 20 ? '+Inf' : String(bucket / 10) },
        bucket,
      );
  }
  return {
    size: all.length,
    select: (matchers) => {
      const matches = compileMatchers(matchers);
      return all.filter(({ labels }) => matches(labels));
    },
  };
}
