import { isComparison, isSetOp, type Binary } from '../ast.js';
import { at, type Series, type Value } from '../columns.js';
import { dropNames, type Env } from '../env.js';
import { ARITHMETIC, COMPARISON } from './operators.js';

/** Scalar with scalar: into the left one's column. A comparison has `bool`, the parser made sure. */
export function scalarWithScalar({ op }: Binary, left: Float64Array, right: Float64Array): Value {
  if (isSetOp(op)) throw new Error('set operator between scalars');
  const compute = isComparison(op) ? (a: number, b: number) => Number(COMPARISON[op](a, b)) : ARITHMETIC[op];
  for (let step = 0; step < left.length; step++) left[step] = compute(at(left, step), at(right, step));
  return { type: 'scalar', v: left };
}

/**
 * Vector with scalar, in either order: in place, series by series. A comparison filters and keeps the vector's
 * value, also when that stands on the right. Prometheus promql/engine.go, VectorscalarBinop.
 */
export function vectorWithScalar(
  { op, bool }: Binary,
  series: Series[],
  scalar: Float64Array,
  scalarIsLeft: boolean,
  env: Env,
): Value {
  if (isSetOp(op)) throw new Error('set operator with a scalar');
  for (const { v, present } of series) {
    for (let step = 0; step < v.length; step++) {
      if (present[step] === 0) continue;
      const [value, other] = [at(v, step), at(scalar, step)];
      const [left, right] = scalarIsLeft ? [other, value] : [value, other];
      if (!isComparison(op)) v[step] = ARITHMETIC[op](left, right);
      else if (bool) v[step] = Number(COMPARISON[op](left, right));
      else if (!COMPARISON[op](left, right)) present[step] = 0;
    }
    env.meter.work(v.length);
  }
  const keepsName = isComparison(op) && !bool;
  return { type: 'vector', series: keepsName ? series : dropNames(series, env) };
}
