import type { AtModifier, BinaryOp, Expr, Matching, RangeLength, Shift } from './ast.js';
import { refuse } from './errors.js';

/** What may follow an operand. */
export type Postfix =
  | { kind: 'offset'; ms: number }
  | { kind: 'at'; at: AtModifier }
  | { kind: 'range'; length: RangeLength }
  | { kind: 'subquery'; rangeMs: number; stepMs?: number };

/** An expression as it reads from left to right: prefixes, operand, postfixes, operator, and so on. */
export type Term =
  | { term: 'operand'; expr: Expr }
  | { term: 'prefix'; op: '+' | '-'; position: number }
  | { term: 'postfix'; postfix: Postfix; position: number }
  | { term: 'binary'; op: string; bool: boolean; matching?: Matching; position: number };

/** How tightly an operator binds; a sign binds like `*`, so -2^2 is -(2^2). generated_parser.y, %left and %right. */
const PRECEDENCE: Readonly<Record<BinaryOp, number>> = {
  or: 1,
  and: 2,
  unless: 2,
  '==': 3,
  '!=': 3,
  '>': 3,
  '<': 3,
  '>=': 3,
  '<=': 3,
  '+': 4,
  '-': 4,
  '*': 5,
  '/': 5,
  '%': 5,
  atan2: 5,
  '^': 6,
};
const SIGN_PRECEDENCE = 5;

/** Builds the tree by precedence climbing: binary operators group to the left, `^` to the right. */
export function groupTerms(terms: readonly Term[], maxDepth: number): Expr {
  let at = 0;
  let depth = 0;

  function operand(): Expr {
    const term = terms[at];
    at += 1;
    if (term?.term === 'prefix') {
      const expr = binary(SIGN_PRECEDENCE + 1);
      return { kind: 'unary', op: term.op, expr, position: term.position };
    }
    if (term?.term !== 'operand')
      refuse('PROMQL_PARSE', 'the expression ends too early', { position: 0, found: '' });
    let expr = term.expr;
    for (let next = terms[at]; next?.term === 'postfix'; next = terms[at]) {
      at += 1;
      expr = applyPostfix(expr, next.postfix, next.position);
    }
    return expr;
  }

  function binary(least: number): Expr {
    depth += 1;
    if (depth > maxDepth) {
      const params = { limit: maxDepth, found: depth };
      refuse('PROMQL_LIMIT', `nested deeper than ${String(maxDepth)} levels`, params);
    }
    let left = operand();
    for (let next = terms[at]; next?.term === 'binary'; next = terms[at]) {
      const op = next.op as BinaryOp;
      const precedence = PRECEDENCE[op];
      if (precedence < least) break;
      at += 1;
      const right = binary(op === '^' ? precedence : precedence + 1);
      const matching = next.matching ?? { on: false, labels: [], include: [] };
      left = { kind: 'binary', op, bool: next.bool, matching, left, right, position: next.position };
    }
    depth -= 1;
    return left;
  }

  return binary(0);
}

function applyPostfix(expr: Expr, postfix: Postfix, position: number): Expr {
  switch (postfix.kind) {
    case 'offset':
      if (!('shift' in expr)) misplaced('offset', position);
      if (expr.shift.offsetMs !== 0)
        refuse('PROMQL_PARSE', 'offset may not be set twice', { position, found: 'offset' });
      return { ...expr, shift: { ...expr.shift, offsetMs: postfix.ms } };
    case 'at': {
      if (!('shift' in expr)) misplaced('@', position);
      if (expr.shift.at !== undefined)
        refuse('PROMQL_PARSE', '@ may not be set twice', { position, found: '@' });
      const shift: Shift = { ...expr.shift, at: postfix.at };
      return { ...expr, shift };
    }
    case 'range':
      if (expr.kind !== 'selector') misplaced('[', position);
      if (expr.shift.offsetMs !== 0 || expr.shift.at !== undefined)
        refuse('PROMQL_PARSE', 'offset and @ belong after the range', { position, found: '[' });
      return { ...expr, kind: 'range', length: postfix.length };
    case 'subquery': {
      const { rangeMs, stepMs } = postfix;
      const subquery: Expr = {
        kind: 'subquery',
        expr,
        rangeMs,
        shift: { offsetMs: 0 },
        position: expr.position,
      };
      if (stepMs !== undefined) subquery.stepMs = stepMs;
      return subquery;
    }
  }
}

function misplaced(found: string, position: number): never {
  const message = `${found} may only follow a selector${found === '[' ? '' : ', a range or a subquery'}`;
  refuse('PROMQL_PARSE', message, { position, found });
}
