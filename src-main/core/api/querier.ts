import { setImmediate } from 'node:timers/promises';
import { toJsonNumber, type JsonNumber } from '../../../shared/base/json-number.js';
import { fail, type Failure, type Result } from '../../../shared/base/result.js';
import { bitsOf, isStale } from '../../../shared/base/stale.js';
import { chooseStep } from '../../../shared/base/step.js';
import type { QueryResult, RangeQuery, RangeResponse, SeriesColumns } from '../../../shared/model/query.js';
import type { SelectedSeries, SeriesReader } from '../../../shared/model/series.js';
import { drive, evaluateRange, parse, type Expr } from '../promql/index.js';

export interface RangeWindow {
  startMs: number;
  endMs: number;
  maxPoints: number;
}

/** Series one answer may hold: more is a table nobody reads and a page that stands still. */
const MAX_SERIES = 2000;
const MAX_PARSED = 500;

/** The one way to ask for data: PromQL in, columns out. */
export class Querier {
  private readonly reader: SeriesReader;
  private readonly parsed = new Map<string, Result<Expr>>();

  constructor(reader: SeriesReader) {
    this.reader = reader;
  }

  async range(queries: readonly RangeQuery[], window: RangeWindow): Promise<RangeResponse> {
    const step = chooseStep(window.endMs - window.startMs, window.maxPoints);
    const results: QueryResult[] = [];
    for (const query of queries) results.push(await this.one(query, window, step));
    return { step, results };
  }

  /** One expression over a window, on multiples of `step`; its failure is its own. */
  async one(query: RangeQuery, window: RangeWindow, step: number): Promise<QueryResult> {
    const expr = this.parse(query.expr);
    if (!expr.ok) return failed(query.id, expr.error);
    return query.mode === 'raw'
      ? this.raw(query.id, expr.value, window)
      : this.steps(query.id, expr.value, window, step);
  }

  private parse(text: string): Result<Expr> {
    const known = this.parsed.get(text);
    if (known !== undefined) return known;
    if (this.parsed.size >= MAX_PARSED) this.parsed.clear();
    const result = parse(text);
    this.parsed.set(text, result);
    return result;
  }

  private async steps(id: string, expr: Expr, window: RangeWindow, stepMs: number): Promise<QueryResult> {
    const startMs = Math.ceil(window.startMs / stepMs) * stepMs;
    const endMs = Math.floor(window.endMs / stepMs) * stepMs;
    const evaluation = evaluateRange(expr, this.reader, {
      startMs,
      endMs,
      stepMs,
      lookbackMs: 'auto',
      leftOpen: true,
    });
    const result = await drive(evaluation, {
      now: () => performance.now(),
      pause: () => setImmediate(),
      budgetMs: 5,
    });
    if (!result.ok) return failed(id, result.error);
    const { t, series } = result.value;
    if (series.length > MAX_SERIES) return failed(id, tooMany(series.length));
    return {
      id,
      t: Array.from(t),
      series: series.map(({ labels, v, present }) => ({ labels, v: cells(v, present) })),
    };
  }

  private raw(id: string, expr: Expr, window: RangeWindow): QueryResult {
    if (expr.kind !== 'selector' || expr.shift.offsetMs !== 0 || expr.shift.at !== undefined) {
      const message = 'mode “raw” takes a plain selector, like go_gc_pause_seconds{target="…"}.';
      return failed(id, { code: 'PROMQL_TYPE', message, params: {} });
    }
    const found = this.reader.select(expr.matchers, window.startMs, window.endMs);
    if (found.length > MAX_SERIES) return failed(id, tooMany(found.length));
    return { id, series: found.map((series) => rawColumns(series, window)).filter(({ v }) => v.length > 0) };
  }
}

const tooMany = (count: number): Failure => {
  const refused = fail(
    'TOO_MANY_SERIES',
    `The expression gives ${count.toString()} series, more than ${MAX_SERIES.toString()}. Sum them or select fewer.`,
    { count, limit: MAX_SERIES },
  );
  return refused.ok ? { code: '', message: '', params: {} } : refused.error;
};

const failed = (id: string, error: Failure): QueryResult => ({ id, series: [], error: { ...error } });

function cells(v: Float64Array, present: Uint8Array): (JsonNumber | null)[] {
  return Array.from(v, (value, i) => (present[i] === 1 ? toJsonNumber(value) : null));
}

/** A series' own samples; where a pixel holds more than two, its least and greatest, in their order. */
function rawColumns(series: SelectedSeries, { startMs, endMs, maxPoints }: RangeWindow): SeriesColumns {
  const { t, v } = series.samples(startMs, endMs);
  const bits = bitsOf(v);
  const keep = t.length <= 2 * maxPoints ? null : extremes(t, v, startMs, (endMs - startMs) / maxPoints);
  const times: number[] = [];
  const values: (JsonNumber | null)[] = [];
  for (let i = 0; i < t.length; i++) {
    if (keep !== null && !keep.has(i)) continue;
    times.push(t[i] ?? 0);
    values.push(isStale(bits, i) ? null : toJsonNumber(v[i] ?? NaN));
  }
  return { labels: { ...series.labels }, t: times, v: values };
}

function extremes(t: Float64Array, v: Float64Array, startMs: number, width: number): Set<number> {
  const keep = new Set<number>();
  let bucket = -1;
  let least = 0;
  let most = 0;
  for (let i = 0; i < t.length; i++) {
    const at = Math.floor(((t[i] ?? 0) - startMs) / width);
    if (at !== bucket) {
      if (bucket >= 0) keep.add(least).add(most);
      bucket = at;
      least = most = i;
    } else {
      // A stale marker compares false with everything; it stays only as a bucket's first sample.
      if ((v[i] ?? 0) < (v[least] ?? 0)) least = i;
      if ((v[i] ?? 0) > (v[most] ?? 0)) most = i;
    }
  }
  if (bucket >= 0) keep.add(least).add(most);
  return keep;
}
