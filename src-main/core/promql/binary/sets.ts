import type { Binary, SetOp } from '../ast.js';
import { isEmpty, mergeEqual, type Series } from '../columns.js';
import type { Env } from '../env.js';
import { anyPresent, matchGroups } from './signatures.js';

/**
 * `and`, `or`, `unless`: by step, keep or drop the series of one side by whether their match group has any on the
 * other. Prometheus promql/engine.go: VectorAnd, VectorOr, VectorUnless.
 */
export function setOperation(op: SetOp, binary: Binary, left: Series[], right: Series[], env: Env): Series[] {
  const steps = env.times.length;
  for (const group of matchGroups(left, right, binary.matching)) {
    if (op === 'or') mask(group.right, anyPresent(group.left, steps), 0);
    else mask(group.left, anyPresent(group.right, steps), op === 'and' ? 1 : 0);
    env.meter.work((group.left.length + group.right.length) * steps);
  }
  const kept = op === 'or' ? [...left, ...right] : left;
  return mergeEqual(kept.filter((each) => !isEmpty(each)));
}

/** Keeps values only at the steps at which `other` is `wanted`. */
function mask(series: readonly Series[], other: Uint8Array, wanted: 0 | 1): void {
  for (const { present } of series)
    for (let step = 0; step < present.length; step++) if (other[step] !== wanted) present[step] = 0;
}
