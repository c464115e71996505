import { METRIC_NAME } from '../../../shared/model/labels.js';
import type { Matcher } from '../../../shared/model/series.js';
import { AGGREGATORS } from './aggregate/table.js';
import { isComparison, isSetOp, type Binary, type Call, type Expr, type ValueType } from './ast.js';
import { refuse } from './errors.js';
import { FUNCTIONS } from './functions/table.js';
import { compileMatcher } from './matchers.js';

const SPOKEN: Readonly<Record<ValueType, string>> = {
  scalar: 'scalar',
  vector: 'instant vector',
  range: 'range vector',
  string: 'string',
};

export function typeOf(expr: Expr): ValueType {
  switch (expr.kind) {
    case 'number':
      return 'scalar';
    case 'string':
      return 'string';
    case 'selector':
    case 'aggregate':
      return 'vector';
    case 'range':
    case 'subquery':
      return 'range';
    case 'unary':
      return typeOf(expr.expr);
    case 'binary':
      return isScalarChain(expr) ? 'scalar' : 'vector';
    case 'call':
      return FUNCTIONS.get(expr.name)?.returns ?? 'vector';
  }
}

/** A loop on the left, where chains are deep. */
function isScalarChain(top: Binary): boolean {
  let expr: Expr = top;
  while (expr.kind === 'binary') {
    if (typeOf(expr.right) !== 'scalar') return false;
    expr = expr.left;
  }
  return typeOf(expr) === 'scalar';
}

/** Refuses a tree whose parts do not fit together. Prometheus promql/parser/parse.go, checkAST. */
export function check(expr: Expr): void {
  switch (expr.kind) {
    case 'number':
    case 'string':
      return;
    case 'selector':
    case 'range':
      checkMatchers(expr.matchers, expr.position);
      return;
    case 'subquery':
      check(expr.expr);
      expectType(expr.expr, ['vector'], 'a subquery');
      return;
    case 'unary':
      check(expr.expr);
      expectType(expr.expr, ['scalar', 'vector'], `unary ${expr.op}`);
      return;
    case 'binary':
      checkBinary(expr);
      return;
    case 'aggregate': {
      check(expr.expr);
      expectType(expr.expr, ['vector'], expr.op);
      const wanted = AGGREGATORS.get(expr.op)?.param;
      if (expr.param !== undefined && wanted !== undefined) {
        check(expr.param);
        expectType(expr.param, [wanted], `the parameter of ${expr.op}`);
      }
      return;
    }
    case 'call':
      checkCall(expr);
      return;
  }
}

/** A selector that matches everything is nearly always a slip. */
function checkMatchers(matchers: readonly Matcher[], position: number): void {
  if (matchers.filter((matcher) => matcher.name === METRIC_NAME && matcher.op === '=').length > 1)
    refuse('PROMQL_PARSE', 'metric name must not be set twice', { position, found: METRIC_NAME });
  if (matchers.every((matcher) => compileMatcher(matcher)('')))
    refuse('PROMQL_PARSE', 'a selector needs at least one matcher that the empty string does not satisfy', {
      position,
      found: '{}',
    });
}

/** Walks the left side in a loop: a chain of operators may be far deeper than other nesting. */
function checkBinary(top: Binary): void {
  let expr: Expr = top;
  while (expr.kind === 'binary') {
    check(expr.right);
    checkOperands(expr);
    expr = expr.left;
  }
  check(expr);
}

function checkOperands(expr: Binary): void {
  const { op, matching, position } = expr;
  const [left, right] = [typeOf(expr.left), typeOf(expr.right)];
  const wrong = (message: string): never => refuse('PROMQL_TYPE', message, { position, found: op });
  for (const type of [left, right]) {
    if (type !== 'scalar' && type !== 'vector')
      wrong(`binary expression must contain only scalar and instant vector types, got ${SPOKEN[type]}`);
  }
  if (expr.bool && !isComparison(op)) wrong('bool modifier can only be used on comparison operators');
  const vectors = left === 'vector' && right === 'vector';
  if (isComparison(op) && !expr.bool && left === 'scalar' && right === 'scalar')
    wrong('comparisons between scalars must use BOOL modifier');
  if (isSetOp(op) && !vectors) wrong(`set operator "${op}" not allowed in binary scalar expression`);
  if (isSetOp(op) && matching.many !== undefined) wrong(`no grouping allowed for "${op}" operation`);
  if (!vectors && matching.labels.length > 0) wrong('vector matching only allowed between instant vectors');
  const both = matching.on ? matching.labels.find((label) => matching.include.includes(label)) : undefined;
  if (both !== undefined) wrong(`label "${both}" must not occur in ON and GROUP clause at once`);
}

function checkCall(call: Call): void {
  const spec = FUNCTIONS.get(call.name);
  if (spec === undefined) return;
  const least =
    spec.optional === 0
      ? spec.args.length
      : spec.args.length - (spec.optional === 'repeat' ? 1 : spec.optional);
  const most = spec.optional === 'repeat' ? Infinity : spec.args.length;
  const count = call.args.length;
  if (count < least || count > most) {
    const wanted =
      least === most
        ? String(least)
        : `at ${count < least ? `least ${String(least)}` : `most ${String(most)}`}`;
    const params = { position: call.position, found: count, hint: wanted };
    refuse(
      'PROMQL_TYPE',
      `expected ${wanted} argument(s) in call to "${call.name}", got ${String(count)}`,
      params,
    );
  }
  call.args.forEach((arg, index) => {
    const wanted = spec.args[Math.min(index, spec.args.length - 1)];
    check(arg);
    if (wanted !== undefined) expectType(arg, [wanted], `call to function "${call.name}"`);
  });
}

function expectType(expr: Expr, wanted: readonly ValueType[], where: string): void {
  const type = typeOf(expr);
  if (wanted.includes(type)) return;
  const names = wanted.map((each) => SPOKEN[each]).join(' or ');
  const params = { position: expr.position, found: SPOKEN[type], hint: names };
  refuse('PROMQL_TYPE', `expected type ${names} in ${where}, got ${SPOKEN[type]}`, params);
}
