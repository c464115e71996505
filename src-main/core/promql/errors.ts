import { fail, type Result } from '../../../shared/base/result.js';

/**
 * - `PROMQL_PARSE`: not an expression; `position` is the offset in the text (UTF-16 units, from 0), `found`
 *   what stands there, `hint` a likely repair (may be missing).
 * - `PROMQL_TYPE`: well formed, but its parts do not fit together, or the series at hand cannot be matched.
 * - `PROMQL_UNSUPPORTED`: Prometheus knows it, we do not; `feature` names it.
 * - `PROMQL_LIMIT`: too long, too deep or too much data; `limit` and `found` are numbers.
 */
export type PromqlCode = 'PROMQL_PARSE' | 'PROMQL_TYPE' | 'PROMQL_UNSUPPORTED' | 'PROMQL_LIMIT';

export type PromqlParams = Record<string, string | number>;

/**
 * Leaves the recursion of parser and evaluator at once. It never leaves this module: {@link refusalOf} turns it
 * into a `Result` at the border. (Passing Results through every operator would double the code of each.)
 */
class Refusal extends Error {
  readonly code: PromqlCode;
  readonly params: PromqlParams;

  constructor(code: PromqlCode, message: string, params: PromqlParams) {
    super(message);
    this.code = code;
    this.params = params;
  }
}

export function refuse(code: PromqlCode, message: string, params: PromqlParams = {}): never {
  throw new Refusal(code, message, params);
}

export function unsupported(feature: string, position: number): never {
  refuse('PROMQL_UNSUPPORTED', `${feature} is not supported here`, { feature, position });
}

/** The failure in `error`; anything that is not a refusal is a bug and is thrown on. */
export function refusalOf(error: unknown): Result<never> {
  if (error instanceof Refusal) return fail(error.code, error.message, error.params);
  throw error;
}
