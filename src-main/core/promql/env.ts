import type { SeriesReader } from '../../../shared/model/series.js';
import type { Expr, Shift } from './ast.js';
import { mergeEqual, withoutName, type Series, type Value } from './columns.js';
import { refuse } from './errors.js';

/** How long before a step a sample may lie and still be its value, in ms; auto: max(3 x interval, 15 s). */
export type Lookback = number | 'auto';

export interface EvalOptions {
  lookbackMs: Lookback;
  /**
   * true: Prometheus 3, windows (t - range, t] and (t - lookback, t]. false: Prometheus 2, whose windows include
   * their start and whose rate() looks for the zero point of a counter before it asks whether the series
   * covers the window (the two differ for a counter younger than the window).
   */
  leftOpen: boolean;
  /** Step of a subquery that names none, ms. Default 1 min, Prometheus' default evaluation interval. */
  subqueryStepMs?: number;
  /** Keep metric names until the end, Prometheus 3's feature flag promql-delayed-name-removal. Default false. */
  delayedNameRemoval?: boolean;
  /**
   * Samples read and values made by one evaluation before it is refused. Default 20 million, 180 MB if all were
   * held at once.
   */
  maxSamples?: number;
}

/** Work between two yields; about a millisecond. */
export const YIELD_EVERY = 20_000;

/** Counts the work of one evaluation over all its subqueries. */
export class Meter {
  private readonly limit: number;
  private total = 0;
  private sinceYield = 0;

  constructor(limit: number) {
    this.limit = limit;
  }

  /** Counts `samples` looked at once more, which takes time but no memory. */
  work(samples: number): void {
    this.sinceYield += samples;
  }

  /** Counts `samples` read or made; refuses when the evaluation has become too large. */
  add(samples: number): void {
    this.total += samples;
    this.work(samples);
    if (this.total > this.limit) {
      const params = { limit: this.limit, found: this.total };
      refuse('PROMQL_LIMIT', `the query reads or makes more than ${String(this.limit)} samples`, params);
    }
  }

  /** True, once, when it is time to yield. */
  due(): boolean {
    if (this.sinceYield < YIELD_EVERY) return false;
    this.sinceYield = 0;
    return true;
  }
}

/** One evaluation, or one subquery within it: the steps and what is shared by all operators. */
export interface Env {
  reader: SeriesReader;
  options: Required<EvalOptions>;
  meter: Meter;
  /** The steps, ms, ascending. */
  times: Float64Array;
  /** 0 for a single step */
  stepMs: number;
  /** An instant query: the order of its result may carry meaning. */
  instant: boolean;
  /** What `@ start()` and `@ end()` mean, ms: the outermost query's. */
  startMs: number;
  endMs: number;
}

/** Every operator is one of these: it yields now and then so that the caller can do something else. */
export type Evaluation<T> = Generator<undefined, T>;

export type Evaluate = (expr: Expr, env: Env) => Evaluation<Value>;

/** The moment each step looks at, after offset and @. */
export function lookTimes(shift: Shift, env: Env): Float64Array {
  if (shift.at === undefined && shift.offsetMs === 0) return env.times;
  const fixed = fixedTime(shift, env);
  return env.times.map((tMs) => (fixed ?? tMs) - shift.offsetMs);
}

function fixedTime(shift: Shift, env: Env): number | undefined {
  switch (shift.at?.kind) {
    case 'time':
      return shift.at.tMs;
    case 'start':
      return env.startMs;
    case 'end':
      return env.endMs;
    case undefined:
      return undefined;
  }
}

/** Marks that an operation made the name of `series` meaningless, and takes it away unless that is delayed. */
export function dropNames(series: Series[], env: Env): Series[] {
  for (const each of series) {
    if (env.options.delayedNameRemoval) each.dropName = true;
    else each.labels = withoutName(each.labels);
  }
  return env.options.delayedNameRemoval ? series : mergeEqual(series);
}
