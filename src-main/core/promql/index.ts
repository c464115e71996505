export type { Expr } from './ast.js';
export { typeOf } from './check.js';
export { drive, finish, type DriveOptions } from './drive.js';
export type { EvalOptions, Lookback } from './env.js';
export type { PromqlCode } from './errors.js';
export { compileMatchers } from './matchers.js';
export { MAX_LENGTH, parse } from './parse.js';
export {
  evaluateInstant,
  evaluateRange,
  MAX_STEPS,
  type InstantOptions,
  type QueryColumns,
  type RangeOptions,
  type ResultSeries,
} from './run.js';
export { selectorsOf } from './selectors-of.js';
