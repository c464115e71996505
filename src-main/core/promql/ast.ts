import type { Matcher } from '../../../shared/model/series.js';

/** `range` is a range vector, Prometheus' "matrix". */
export type ValueType = 'scalar' | 'vector' | 'range' | 'string';

/** `at`: a fixed moment (ms), or the first or last step of the query, in place of each step's own time. */
export type AtModifier = { kind: 'time'; tMs: number } | { kind: 'start' } | { kind: 'end' };

/** Moves the time at which a selector or subquery looks. */
export interface Shift {
  /** ms into the past; negative looks ahead */
  offsetMs: number;
  at?: AtModifier;
}

/** `$w` is max(4 x the series' own interval, step) and so differs from series to series. */
export type RangeLength = { kind: 'ms'; ms: number } | { kind: 'auto' };

interface Node {
  /** Offset in the text (UTF-16 units, from 0), for errors. */
  position: number;
}

export interface NumberLiteral extends Node {
  kind: 'number';
  value: number;
}

export interface StringLiteral extends Node {
  kind: 'string';
  value: string;
}

export interface Selector extends Node {
  kind: 'selector';
  /** The metric name is one of them. */
  matchers: readonly Matcher[];
  shift: Shift;
}

export interface RangeSelector extends Node {
  kind: 'range';
  matchers: readonly Matcher[];
  shift: Shift;
  length: RangeLength;
}

export interface Subquery extends Node {
  kind: 'subquery';
  expr: Expr;
  rangeMs: number;
  /** Missing: the default of the evaluation's options. */
  stepMs?: number;
  shift: Shift;
}

export interface Unary extends Node {
  kind: 'unary';
  op: '+' | '-';
  expr: Expr;
}

export type ArithmeticOp = '+' | '-' | '*' | '/' | '%' | '^' | 'atan2';
export type ComparisonOp = '==' | '!=' | '>' | '<' | '>=' | '<=';
export type SetOp = 'and' | 'or' | 'unless';
export type BinaryOp = ArithmeticOp | ComparisonOp | SetOp;

/** How series of two vectors find each other. */
export interface Matching {
  /** true: the labels in `labels` must agree (`on`); false: all others (`ignoring`) */
  on: boolean;
  labels: readonly string[];
  /** `group_left` and `group_right`: the side that may have many series for one of the other. */
  many?: 'left' | 'right';
  /** Labels that the result takes from the "one" side. */
  include: readonly string[];
}

export interface Binary extends Node {
  kind: 'binary';
  op: BinaryOp;
  /** `bool`: 0 or 1 in place of filtering */
  bool: boolean;
  matching: Matching;
  left: Expr;
  right: Expr;
}

export interface Aggregate extends Node {
  kind: 'aggregate';
  op: string;
  /** true: `without (labels)`; false: `by (labels)`, or one group of all when `labels` is empty */
  without: boolean;
  labels: readonly string[];
  param?: Expr;
  expr: Expr;
}

export interface Call extends Node {
  kind: 'call';
  name: string;
  args: readonly Expr[];
}

export type Expr =
  NumberLiteral | StringLiteral | Selector | RangeSelector | Subquery | Unary | Binary | Aggregate | Call;

const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '>', '<', '>=', '<=']);
const SET_OPS: ReadonlySet<string> = new Set(['and', 'or', 'unless']);

export const isComparison = (op: BinaryOp): op is ComparisonOp => COMPARISONS.has(op);
export const isSetOp = (op: BinaryOp): op is SetOp => SET_OPS.has(op);
