import type { Aggregate } from '../ast.js';
import type { Series, Value } from '../columns.js';
import type { Env, Evaluation } from '../env.js';

export interface AggregatorSpec {
  /** Type of the first of two arguments, where there is one. */
  param?: 'scalar' | 'string';
  run: (aggregate: Aggregate, series: Series[], param: Value | undefined, env: Env) => Evaluation<Series[]>;
}
