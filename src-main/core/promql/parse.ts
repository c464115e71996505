import { parser } from '@prometheus-io/lezer-promql';
import { fail, ok, type Result } from '../../../shared/base/result.js';
import type { Expr } from './ast.js';
import { check } from './check.js';
import { refusalOf } from './errors.js';
import { reportSyntaxError } from './syntax-error.js';
import { rewrite } from './rewrite.js';
import { TreeReader } from './tree.js';

/** UTF-16 units; the contract's RangeQuery has the same. */
export const MAX_LENGTH = 4096;

/**
 * The typed tree of an expression, with the types of all its parts checked.
 * Fails with any of the PROMQL_ codes but never throws.
 */
export function parse(text: string): Result<Expr> {
  if (text.length > MAX_LENGTH) {
    const params = { limit: MAX_LENGTH, found: text.length };
    return fail('PROMQL_LIMIT', `an expression may have ${String(MAX_LENGTH)} characters`, params);
  }
  try {
    const { text: grammatical, autoRanges } = rewrite(text);
    const top = parser.parse(grammatical).topNode;
    reportSyntaxError(top, text);
    const expr = new TreeReader(text, autoRanges).read(top);
    check(expr);
    return ok(expr);
  } catch (error) {
    return refusalOf(error);
  }
}
