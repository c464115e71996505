import type { Subquery } from './ast.js';
import { at, type Series } from './columns.js';
import type { Env, Evaluate, Evaluation } from './env.js';
import { refuse } from './errors.js';
import type { RangeSeries } from './range-series.js';

/** Steps of one subquery; more would be more than a chart can use by far. */
const MAX_SUBQUERY_STEPS = 100_000;

/**
 * The inner expression on the subquery's own steps, which are multiples of its step and so do not move with the
 * query. Prometheus engine.go, subqueryTimeRange.
 */
export function* evaluateSubquery(
  subquery: Subquery,
  ends: Float64Array,
  env: Env,
  evaluate: Evaluate,
): Evaluation<RangeSeries[]> {
  const stepMs = subquery.stepMs ?? env.options.subqueryStepMs;
  const oldestMs = at(ends, 0) - subquery.rangeMs;
  let startMs = stepMs * Math.trunc(oldestMs / stepMs);
  if (env.options.leftOpen ? startMs <= oldestMs : startMs < oldestMs) startMs += stepMs;
  const steps = Math.max(0, Math.floor((at(ends, ends.length - 1) - startMs) / stepMs) + 1);
  if (steps > MAX_SUBQUERY_STEPS) {
    const params = { limit: MAX_SUBQUERY_STEPS, found: steps, position: subquery.position };
    refuse('PROMQL_LIMIT', `a subquery may have ${String(MAX_SUBQUERY_STEPS)} steps`, params);
  }
  if (steps === 0) return [];
  const times = Float64Array.from({ length: steps }, (_, step) => startMs + step * stepMs);
  const value = yield* evaluate(subquery.expr, { ...env, times, stepMs, instant: false });
  if (value.type !== 'vector') return [];
  return value.series.map((series) => asSamples(series, times, subquery.rangeMs));
}

function asSamples(series: Series, times: Float64Array, rangeMs: number): RangeSeries {
  const has = (_: number, step: number): boolean => series.present[step] === 1;
  const { labels, dropName } = series;
  return { labels, dropName, t: times.filter(has), v: series.v.filter(has), rangeMs, restarts: [] };
}
