import { AGGREGATORS } from './aggregate/table.js';
import { isSetOp, type Aggregate, type Binary, type Expr } from './ast.js';
import { vectorWithScalar, scalarWithScalar } from './binary/scalars.js';
import { setOperation } from './binary/sets.js';
import { vectorWithVector } from './binary/vectors.js';
import { isEmpty, type Value } from './columns.js';
import { dropNames, type Env, type Evaluation } from './env.js';
import { applyFunction } from './functions/apply.js';
import { seriesOf } from './functions/values.js';
import { selectInstant } from './selector.js';

/** The value of an expression, of checked types, at all steps of `env`. */
export function* evaluate(expr: Expr, env: Env): Evaluation<Value> {
  switch (expr.kind) {
    case 'number': {
      env.meter.add(env.times.length);
      return { type: 'scalar', v: new Float64Array(env.times.length).fill(expr.value) };
    }
    case 'string':
      return { type: 'string', value: expr.value };
    case 'selector':
      return { type: 'vector', series: yield* selectInstant(expr, env, 'value') };
    case 'unary': {
      const value = yield* evaluate(expr.expr, env);
      return expr.op === '-' ? negate(value, env) : value;
    }
    case 'binary':
      return yield* evaluateChain(expr, env);
    case 'aggregate':
      return yield* evaluateAggregate(expr, env);
    case 'call':
      return yield* applyFunction(expr, env, evaluate);
    case 'range':
    case 'subquery':
      throw new Error('a range vector has no value of its own');
  }
}

function negate(value: Value, env: Env): Value {
  if (value.type === 'scalar') return { type: 'scalar', v: value.v.map((each) => -each) };
  const series = seriesOf(value);
  for (const each of series) each.v = each.v.map((v) => -v);
  return { type: 'vector', series: dropNames(series, env) };
}

/** a + b + c: from the innermost left operand outwards in a loop, since chains may be thousands long. */
function* evaluateChain(top: Binary, env: Env): Evaluation<Value> {
  const chain: Binary[] = [];
  let first: Expr = top;
  while (first.kind === 'binary') {
    chain.push(first);
    first = first.left;
  }
  let value = yield* evaluate(first, env);
  for (const binary of chain.reverse()) {
    const right = yield* evaluate(binary.right, env);
    value = yield* combine(binary, value, right, env);
    if (env.meter.due()) yield;
  }
  return value;
}

function* combine(binary: Binary, left: Value, right: Value, env: Env): Evaluation<Value> {
  const { op } = binary;
  if (left.type === 'scalar' && right.type === 'scalar') return scalarWithScalar(binary, left.v, right.v);
  if (left.type === 'scalar') return vectorWithScalar(binary, seriesOf(right), left.v, true, env);
  if (right.type === 'scalar') return vectorWithScalar(binary, seriesOf(left), right.v, false, env);
  const [many, one] = [seriesOf(left), seriesOf(right)];
  if (isSetOp(op)) return { type: 'vector', series: setOperation(op, binary, many, one, env) };
  return { type: 'vector', series: yield* vectorWithVector(binary, many, one, env) };
}

function* evaluateAggregate(aggregate: Aggregate, env: Env): Evaluation<Value> {
  const spec = AGGREGATORS.get(aggregate.op);
  if (spec === undefined) throw new Error(`no aggregation ${aggregate.op}`);
  const param = aggregate.param === undefined ? undefined : yield* evaluate(aggregate.param, env);
  const series = seriesOf(yield* evaluate(aggregate.expr, env)).filter((each) => !isEmpty(each));
  return { type: 'vector', series: yield* spec.run(aggregate, series, param, env) };
}
