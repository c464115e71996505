import { at, type Series, type Value } from '../columns.js';
import type { Env } from '../env.js';
import type { FunctionFamily, FunctionSpec } from './spec.js';
import { seriesOf } from './values.js';

/** Order the result of an instant query; without effect over a range. NaN comes last. functions.go, funcSort. */
export const sortFunctions: FunctionFamily = {
  sort: sortBy((a, b) => a - b),
  sort_desc: sortBy((a, b) => b - a),
};

function sortBy(compare: (a: number, b: number) => number): FunctionSpec {
  const run = ([vector]: readonly Value[], env: Env): Value => {
    const series = seriesOf(vector);
    return { type: 'vector', series: env.instant ? series.sort((a, b) => order(a, b, compare)) : series };
  };
  return { args: ['vector'], optional: 0, returns: 'vector', apply: { over: 'values', run } };
}

function order(a: Series, b: Series, compare: (a: number, b: number) => number): number {
  const [x, y] = [at(a.v, 0), at(b.v, 0)];
  if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y));
  if (x === y) return 0;
  return compare(x, y);
}
