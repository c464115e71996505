import { setImmediate } from 'node:timers/promises';
import { toJsonNumber, type JsonNumber } from '../../../shared/base/json-number.js';
import { fail, type Failure, type Result } from '../../../shared/base/result.js';
import { bitsOf, isStale } from '../../../shared/base/stale.js';
import { chooseStep } from '../../../shared/base/step.js';
import { labelsKey } from '../../../shared/model/labels.js';
import type { QueryResult, RangeQuery, RangeResponse, SeriesColumns } from '../../../shared/model/query.js';
import type { SelectedSeries, SeriesReader } from '../../../shared/model/series.js';
import { drive, evaluateRange, parse, type Expr } from '../promql/index.js';

export interface RangeWindow {
  startMs: number;
  endMs: number;
  maxPoints: number;
  /** One moment more, after the last step: what is known now, long before its step is over. Not for `raw`. */
  tailMs?: number;
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
    const steps = await this.evaluate(id, expr, startMs, endMs, stepMs);
    const { tailMs } = window;
    if (tailMs === undefined || tailMs <= endMs || steps.error !== undefined) return steps;
    return withTail(steps, await this.evaluate(id, expr, tailMs, tailMs, stepMs));
  }

  private async evaluate(
    id: string,
    expr: Expr,
    startMs: number,
    endMs: number,
    stepMs: number,
  ): Promise<QueryResult> {
    const options = { startMs, endMs, stepMs, lookbackMs: 'auto', leftOpen: true } as const;
    const result = await drive(evaluateRange(expr, this.reader, options), {
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

/** The columns of `steps` with one more moment; a series that only one of them has is absent in the other. */
function withTail(steps: QueryResult, tail: QueryResult): QueryResult {
  if (tail.error !== undefined) return steps;
  const count = steps.t?.length ?? 0;
  const last = new Map(tail.series.map((s) => [labelsKey(s.labels), s.v[0] ?? null]));
  const series = steps.series.map((s) => {
    const key = labelsKey(s.labels);
    const value = last.get(key) ?? null;
    last.delete(key);
    return { labels: s.labels, v: [...s.v, value] };
  });
  const fresh = tail.series
    .filter((s) => last.has(labelsKey(s.labels)))
    .map(({ labels, v }) => ({ labels, v: [...new Array<null>(count).fill(null), v[0] ?? null] }));
  return { id: steps.id, t: [...(steps.t ?? []), ...(tail.t ?? [])], series: [...series, ...fresh] };
}

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

/** Per bucket the least and the greatest value; where there is none, its first sample, that a gap may show. */
function extremes(t: Float64Array, v: Float64Array, startMs: number, width: number): Set<number> {
  const keep = new Set<number>();
  let bucket = NaN;
  let least = 0;
  let most = 0;
  for (let i = 0; i < t.length; i++) {
    const at = Math.floor(((t[i] ?? 0) - startMs) / width);
    const value = v[i] ?? NaN;
    if (at !== bucket) {
      if (i > 0) keep.add(least).add(most);
      bucket = at;
      least = most = i;
      continue;
    }
    // NaN and stale markers compare false with everything: any number takes their place.
    if (!(value >= (v[least] ?? NaN)) && !Number.isNaN(value)) least = i;
    if (!(value <= (v[most] ?? NaN)) && !Number.isNaN(value)) most = i;
  }
  if (t.length > 0) keep.add(least).add(most);
  return keep;
}
