import { countValues } from './count-values.js';
import { average, count, extreme, fold, group, quantileOf, sum, variance } from './folds.js';
import { pickK } from './pick-k.js';
import type { AggregatorSpec } from './spec.js';

/** All aggregations. Prometheus promql/engine.go: aggregation, aggregationK, aggregationCountValues. */
export const AGGREGATORS: ReadonlyMap<string, AggregatorSpec> = new Map<string, AggregatorSpec>([
  ['sum', { run: fold(sum) }],
  ['avg', { run: fold(average) }],
  ['min', { run: fold(extreme((now, least) => now < least)) }],
  ['max', { run: fold(extreme((now, most) => now > most)) }],
  ['count', { run: fold(count) }],
  ['group', { run: fold(group) }],
  ['stddev', { run: fold(variance(Math.sqrt)) }],
  ['stdvar', { run: fold(variance((value) => value)) }],
  ['quantile', { param: 'scalar', run: fold(quantileOf) }],
  ['topk', { param: 'scalar', run: pickK((a, b) => a < b) }],
  ['bottomk', { param: 'scalar', run: pickK((a, b) => a > b) }],
  ['count_values', { param: 'string', run: countValues }],
]);
