import type { Call, ValueType } from '../ast.js';
import type { Value } from '../columns.js';
import type { Env, Evaluate, Evaluation } from '../env.js';
import type { RangeSeries, Window } from '../range-series.js';

/** One function of the language. */
export interface FunctionSpec {
  args: readonly ValueType[];
  /** How many of the last may be missing; `repeat`: the last may come any number of times. */
  optional: number | 'repeat';
  returns: 'scalar' | 'vector';
  apply: OverWindows | OverValues | OverCall;
}

/** Over the windows of one range vector, series by series. */
export interface OverWindows {
  over: 'windows';
  /** Windows with fewer samples have no value. */
  least: number;
  keepsName: boolean;
  /**
   * The function for one series, called for step after step. `params` are the scalar arguments in order, one
   * value a step.
   */
  make: (series: RangeSeries, params: readonly Float64Array[]) => (window: Window) => number;
}

/** Over the values of all its arguments, which it owns; those that may take long do it in pieces. */
export interface OverValues {
  over: 'values';
  run: (args: readonly Value[], env: Env) => Value | Evaluation<Value>;
}

/** Looks at its arguments unevaluated. */
export interface OverCall {
  over: 'call';
  run: (call: Call, env: Env, evaluate: Evaluate) => Evaluation<Value>;
}

export type FunctionFamily = Readonly<Record<string, FunctionSpec>>;

/** A function of one range vector and, before or after it, scalars. */
export function overWindows(
  make: OverWindows['make'],
  options: { least?: number; keepsName?: boolean; args?: readonly ValueType[] } = {},
): FunctionSpec {
  const { least = 1, keepsName = false, args = ['range'] } = options;
  return { args, optional: 0, returns: 'vector', apply: { over: 'windows', least, keepsName, make } };
}
