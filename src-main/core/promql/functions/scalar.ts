import { at, type Value } from '../columns.js';
import { dropNames, type Env, type Evaluate, type Evaluation } from '../env.js';
import type { Call } from '../ast.js';
import { selectInstant } from '../selector.js';
import type { FunctionFamily } from './spec.js';
import { scalarOf, seriesOf } from './values.js';

/** Between scalars, vectors and time. Times are in seconds. Prometheus promql/functions.go. */
export const scalarFunctions: FunctionFamily = {
  time: {
    args: [],
    optional: 0,
    returns: 'scalar',
    apply: { over: 'values', run: (_, env) => ({ type: 'scalar', v: env.times.map((tMs) => tMs / 1000) }) },
  },
  pi: {
    args: [],
    optional: 0,
    returns: 'scalar',
    apply: { over: 'values', run: (_, env) => ({ type: 'scalar', v: env.times.map(() => Math.PI) }) },
  },
  scalar: { args: ['vector'], optional: 0, returns: 'scalar', apply: { over: 'values', run: toScalar } },
  vector: {
    args: ['scalar'],
    optional: 0,
    returns: 'vector',
    apply: { over: 'values', run: ([value]) => toVector(scalarOf(value)) },
  },
  timestamp: { args: ['vector'], optional: 0, returns: 'vector', apply: { over: 'call', run: timestamp } },
};

function toVector(v: Float64Array): Value {
  const present = new Uint8Array(v.length).fill(1);
  return { type: 'vector', series: [{ labels: {}, v, present, dropName: false }] };
}

/** The only value of a step; NaN if there are none or several. */
function toScalar([vector]: readonly Value[], env: Env): Value {
  const v = new Float64Array(env.times.length).fill(NaN);
  const seen = new Uint8Array(env.times.length);
  for (const { v: values, present } of seriesOf(vector)) {
    for (let step = 0; step < v.length; step++) {
      if (present[step] === 0) continue;
      v[step] = seen[step] === 1 ? NaN : at(values, step);
      seen[step] = 1;
    }
  }
  return { type: 'scalar', v };
}

/** Of a plain selector the times of the samples themselves; of anything else the time of the step. */
function* timestamp({ args }: Call, env: Env, evaluate: Evaluate): Evaluation<Value> {
  const [arg] = args;
  if (arg?.kind === 'selector')
    return { type: 'vector', series: dropNames(yield* selectInstant(arg, env, 'time'), env) };
  if (arg === undefined) throw new Error('timestamp without argument');
  const series = seriesOf(yield* evaluate(arg, env));
  for (const { v } of series)
    for (let step = 0; step < v.length; step++) v[step] = at(env.times, step) / 1000;
  return { type: 'vector', series: dropNames(series, env) };
}
