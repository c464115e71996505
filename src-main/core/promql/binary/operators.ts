import type { ArithmeticOp, ComparisonOp } from '../ast.js';

type Operator<T> = (left: number, right: number) => T;

/** Prometheus promql/engine.go, scalarBinop; `%` is C's fmod in both languages. */
export const ARITHMETIC: Readonly<Record<ArithmeticOp, Operator<number>>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '%': (left, right) => left % right,
  '^': goPow,
  atan2: Math.atan2,
};

export const COMPARISON: Readonly<Record<ComparisonOp, Operator<boolean>>> = {
  '==': (left, right) => left === right,
  '!=': (left, right) => left !== right,
  '>': (left, right) => left > right,
  '<': (left, right) => left < right,
  '>=': (left, right) => left >= right,
  '<=': (left, right) => left <= right,
};

/** Go's math.Pow: 1 to any power, NaN too, is 1, and so is -1 to an infinite one; JavaScript says NaN. */
function goPow(base: number, exponent: number): number {
  if (base === 1 || (base === -1 && (exponent === Infinity || exponent === -Infinity))) return 1;
  return base ** exponent;
}
