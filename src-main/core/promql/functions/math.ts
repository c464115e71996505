import { at, type Series, type Value } from '../columns.js';
import { dropNames, type Env } from '../env.js';
import type { FunctionFamily, FunctionSpec } from './spec.js';
import { scalarOf, seriesOf } from './values.js';

const DEGREES = 180 / Math.PI;

/** Prometheus promql/functions.go: simpleFloatFunc and its callers, clamp. */
export const mathFunctions: FunctionFamily = {
  abs: each(Math.abs),
  ceil: each(Math.ceil),
  floor: each(Math.floor),
  exp: each(Math.exp),
  sqrt: each(Math.sqrt),
  ln: each(Math.log),
  log2: each(Math.log2),
  log10: each(Math.log10),
  sgn: each((value) => (value < 0 ? -1 : value > 0 ? 1 : value)),
  sin: each(Math.sin),
  cos: each(Math.cos),
  tan: each(Math.tan),
  asin: each(Math.asin),
  acos: each(Math.acos),
  atan: each(Math.atan),
  sinh: each(Math.sinh),
  cosh: each(Math.cosh),
  tanh: each(Math.tanh),
  asinh: each(Math.asinh),
  acosh: each(Math.acosh),
  atanh: each(Math.atanh),
  rad: each((value) => (value * Math.PI) / 180),
  deg: each((value) => value * DEGREES),
  round: {
    args: ['vector', 'scalar'],
    optional: 1,
    returns: 'vector',
    apply: { over: 'values', run: round },
  },
  clamp: {
    args: ['vector', 'scalar', 'scalar'],
    optional: 0,
    returns: 'vector',
    apply: {
      over: 'values',
      run: ([vector, low, high], env) => clamp(vector, scalarOf(low), scalarOf(high), env),
    },
  },
  clamp_min: {
    args: ['vector', 'scalar'],
    optional: 0,
    returns: 'vector',
    apply: { over: 'values', run: ([vector, low], env) => clamp(vector, scalarOf(low), undefined, env) },
  },
  clamp_max: {
    args: ['vector', 'scalar'],
    optional: 0,
    returns: 'vector',
    apply: { over: 'values', run: ([vector, high], env) => clamp(vector, undefined, scalarOf(high), env) },
  },
};

function each(fn: (value: number) => number): FunctionSpec {
  const run = ([vector]: readonly Value[], env: Env): Value => map(seriesOf(vector), env, fn);
  return { args: ['vector'], optional: 0, returns: 'vector', apply: { over: 'values', run } };
}

function map(series: Series[], env: Env, fn: (value: number, step: number) => number): Value {
  for (const { v } of series) for (let step = 0; step < v.length; step++) v[step] = fn(at(v, step), step);
  return { type: 'vector', series: dropNames(series, env) };
}

/** Ties go up. The inverse, as there, because it rounds better: 1 / 0.1 is 10. */
function round([vector, nearest]: readonly Value[], env: Env): Value {
  const unit = nearest === undefined ? undefined : scalarOf(nearest);
  return map(seriesOf(vector), env, (value, step) => {
    const inverse = 1 / (unit === undefined ? 1 : at(unit, step));
    return Math.floor(value * inverse + 0.5) / inverse;
  });
}

function clamp(
  vector: Value | undefined,
  low: Float64Array | undefined,
  high: Float64Array | undefined,
  env: Env,
): Value {
  const series = seriesOf(vector);
  if (low !== undefined && high !== undefined) {
    for (const { present } of series)
      for (let step = 0; step < present.length; step++) if (at(high, step) < at(low, step)) present[step] = 0;
  }
  return map(series, env, (value, step) => {
    let clamped = value;
    if (high !== undefined) clamped = goMin(at(high, step), clamped);
    if (low !== undefined) clamped = goMax(at(low, step), clamped);
    return clamped;
  });
}

/** Go's math.Max and math.Min: an infinity of their own kind wins over NaN. */
const goMax = (a: number, b: number): number =>
  a === Infinity || b === Infinity ? Infinity : Math.max(a, b);
const goMin = (a: number, b: number): number =>
  a === -Infinity || b === -Infinity ? -Infinity : Math.min(a, b);
