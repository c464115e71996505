import { ok, type Result } from '../../../shared/base/result.js';
import type { Labels } from '../../../shared/model/labels.js';
import type { SeriesReader } from '../../../shared/model/series.js';
import type { Expr } from './ast.js';
import { typeOf } from './check.js';
import { compareLabels, mergeEqual, withoutName, type Series, type Value } from './columns.js';
import { Meter, type Env, type EvalOptions, type Evaluation } from './env.js';
import { refusalOf, refuse } from './errors.js';
import { evaluate } from './eval.js';
import { openRange, WindowSlider } from './windows.js';

/** Points a series may have in one answer, as in Prometheus. */
export const MAX_STEPS = 11_000;
const DEFAULT_SUBQUERY_STEP_MS = 60_000;
const DEFAULT_MAX_SAMPLES = 20_000_000;

export interface RangeOptions extends EvalOptions {
  /** First step, ms since the epoch. */
  startMs: number;
  /** The last step is the last not after this. */
  endMs: number;
  /** Distance of the steps, ms; also the least `$w`. */
  stepMs: number;
}

export interface InstantOptions extends EvalOptions {
  /** ms since the epoch */
  timeMs: number;
}

export interface ResultSeries {
  labels: Labels;
  v: Float64Array;
  /** 1 where `v` has a value; v may be NaN or infinite there. */
  present: Uint8Array;
  /** Times of its own, ms: only in a result of type `range`, whose series are samples and not steps. */
  t?: Float64Array;
}

/** A result in columns: `t` are the steps (ms), every series has one place a step. */
export interface QueryColumns {
  /**
   * scalar: one series without labels. string: none, see `text`. range: the samples themselves; string and range
   * only come of an instant query.
   */
  type: 'vector' | 'scalar' | 'string' | 'range';
  t: Float64Array;
  series: ResultSeries[];
  text?: string;
}

/**
 * Evaluates at every step from start to end. Yields after at most 20 000 samples of work; {@link drive} goes on.
 * Series come in the order of their labels. Fails with PROMQL_TYPE or PROMQL_LIMIT.
 */
export function* evaluateRange(
  expr: Expr,
  reader: SeriesReader,
  options: RangeOptions,
): Generator<undefined, Result<QueryColumns>> {
  try {
    const type = typeOf(expr);
    if (type !== 'scalar' && type !== 'vector') {
      const message = `invalid expression type "${type}" for range query, must be scalar or instant vector`;
      refuse('PROMQL_TYPE', message, { found: type, position: expr.position });
    }
    const steps = stepsOf(options);
    if (steps.length === 0) return ok({ type, t: steps, series: [] });
    const env = makeEnv(reader, options, steps, options.stepMs);
    const result = toColumns(yield* evaluate(expr, env), env);
    result.series.sort((a, b) => compareLabels(a.labels, b.labels));
    return ok(result);
  } catch (error) {
    return refusalOf(error);
  }
}

/** Evaluates at one moment; a range selector or subquery gives its samples. The order is the query's own. */
export function* evaluateInstant(
  expr: Expr,
  reader: SeriesReader,
  options: InstantOptions,
): Generator<undefined, Result<QueryColumns>> {
  try {
    const env = makeEnv(reader, options, Float64Array.of(options.timeMs), 0);
    if (expr.kind === 'range' || expr.kind === 'subquery') return ok(yield* samplesOf(expr, env));
    return ok(toColumns(yield* evaluate(expr, env), env));
  } catch (error) {
    return refusalOf(error);
  }
}

function stepsOf({ startMs, endMs, stepMs }: RangeOptions): Float64Array {
  if (!(stepMs > 0)) refuse('PROMQL_LIMIT', 'the step must be greater than 0', { limit: 0, found: stepMs });
  const steps = endMs < startMs ? 0 : Math.floor((endMs - startMs) / stepMs) + 1;
  if (!(steps <= MAX_STEPS)) {
    const message = `more than ${String(MAX_STEPS)} steps, choose a longer one`;
    refuse('PROMQL_LIMIT', message, { limit: MAX_STEPS, found: steps });
  }
  return Float64Array.from({ length: steps }, (_, step) => startMs + step * stepMs);
}

function makeEnv(reader: SeriesReader, options: EvalOptions, times: Float64Array, stepMs: number): Env {
  return {
    reader,
    options: {
      lookbackMs: options.lookbackMs,
      leftOpen: options.leftOpen,
      subqueryStepMs: options.subqueryStepMs ?? DEFAULT_SUBQUERY_STEP_MS,
      delayedNameRemoval: options.delayedNameRemoval ?? false,
      maxSamples: options.maxSamples ?? DEFAULT_MAX_SAMPLES,
    },
    meter: new Meter(options.maxSamples ?? DEFAULT_MAX_SAMPLES),
    times,
    stepMs,
    instant: stepMs === 0,
    startMs: times[0] ?? 0,
    endMs: times.at(-1) ?? 0,
  };
}

function toColumns(value: Value, env: Env): QueryColumns {
  const t = env.times;
  switch (value.type) {
    case 'string':
      return { type: 'string', t, series: [], text: value.value };
    case 'scalar': {
      const present = new Uint8Array(t.length).fill(1);
      return { type: 'scalar', t, series: [{ labels: {}, v: value.v, present }] };
    }
    case 'vector': {
      const series = removeDelayedNames(value.series, env).filter(({ present }) => present.includes(1));
      return { type: 'vector', t, series: series.map(({ labels, v, present }) => ({ labels, v, present })) };
    }
  }
}

function removeDelayedNames(series: Series[], env: Env): Series[] {
  if (!env.options.delayedNameRemoval) return series;
  for (const each of series) if (each.dropName) each.labels = withoutName(each.labels);
  return mergeEqual(series);
}

function* samplesOf(expr: Extract<Expr, { kind: 'range' | 'subquery' }>, env: Env): Evaluation<QueryColumns> {
  const { ends, series } = yield* openRange(expr, env, evaluate);
  const found: ResultSeries[] = [];
  for (const each of series) {
    const slider = new WindowSlider(each, ends, env);
    slider.next();
    const { from, to } = slider.window;
    if (to === from) continue;
    const present = new Uint8Array(to - from).fill(1);
    found.push({ labels: each.labels, t: each.t.slice(from, to), v: each.v.slice(from, to), present });
    if (env.meter.due()) yield;
  }
  return { type: 'range', t: env.times, series: found };
}
