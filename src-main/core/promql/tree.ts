import type { SyntaxNode } from '@lezer/common';
import type { Matcher } from '../../../shared/model/series.js';
import { METRIC_NAME } from '../../../shared/model/labels.js';
import type { Aggregate, Call, Expr, Matching } from './ast.js';
import { refuse, unsupported } from './errors.js';
import { FUNCTIONS, isKnownElsewhere } from './functions/table.js';
import { AGGREGATORS } from './aggregate/table.js';
import { parseDuration, parseNumber, unquote } from './literals.js';
import { compileRegex } from './matchers.js';
import { groupTerms, type Postfix, type Term } from './terms.js';

/** Levels of nesting: parentheses, arguments, groups. A chain a + b + c is one level. */
export const MAX_DEPTH = 32;

const BINARY_OPS: ReadonlySet<string> = new Set(
  'Pow Mul Div Mod Atan2 Add Sub Eql Neq Gtr Lss Gte Lte And Or Unless'.split(' '),
);

export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.name !== 'LineComment') children.push(child);
  }
  return children;
}

/** Turns the tree of the lezer grammar (which says what belongs together) into ours (which says what it means). */
export class TreeReader {
  private readonly text: string;
  private readonly autoRanges: ReadonlySet<number>;
  private depth = 0;

  constructor(text: string, autoRanges: ReadonlySet<number>) {
    this.text = text;
    this.autoRanges = autoRanges;
  }

  read(node: SyntaxNode): Expr {
    this.depth += 1;
    if (this.depth > MAX_DEPTH) {
      const params = { limit: MAX_DEPTH, found: this.depth, position: node.from };
      refuse('PROMQL_LIMIT', `nested deeper than ${String(MAX_DEPTH)} levels`, params);
    }
    const terms: Term[] = [];
    this.collect(node, terms);
    const expr = groupTerms(terms, MAX_DEPTH);
    this.depth -= 1;
    return expr;
  }

  /**
   * Appends operators and operands below `node` in the order of the text. The grammar hangs what follows an
   * operand (offset, @, brackets) on everything to its left and a sign on its number, so that a + b offset 5m
   * and -1^2 are grouped wrongly; groupTerms does that by Prometheus' precedence.
   * A loop over its own stack: a chain of additions is as deep on the left as it is long.
   */
  private collect(top: SyntaxNode, terms: Term[]): void {
    const todo: (SyntaxNode | Term)[] = [top];
    for (let item = todo.pop(); item !== undefined; item = todo.pop()) {
      if ('term' in item) terms.push(item);
      else todo.push(...this.partsOf(item).reverse());
    }
  }

  private partsOf(node: SyntaxNode): (SyntaxNode | Term)[] {
    const children = childrenOf(node);
    const [first] = children;
    switch (node.name) {
      case 'PromQL':
        return children;
      case 'BinaryExpr':
        return this.binaryParts(children);
      case 'UnaryExpr':
        if (first === undefined) break;
        return [{ term: 'prefix', op: this.sign(first), position: first.from }, ...children.slice(1)];
      case 'OffsetExpr':
      case 'StepInvariantExpr':
      case 'MatrixSelector':
      case 'SubqueryExpr':
        if (first === undefined) break;
        return [first, this.postfix(node, children)];
      case 'NumberDurationLiteral':
        return this.numberParts(node);
      case 'AnchoredExpr':
      case 'SmoothedExpr':
        unsupported(this.slice(children[1] ?? node), node.from);
    }
    return [{ term: 'operand', expr: this.operand(node, children) }];
  }

  private operand(node: SyntaxNode, children: SyntaxNode[]): Expr {
    const [first] = children;
    switch (node.name) {
      case 'ParenExpr':
        if (first === undefined) break;
        return this.read(first);
      case 'StringLiteral':
        return { kind: 'string', value: unquote(this.slice(node), node.from), position: node.from };
      case 'VectorSelector':
        return {
          kind: 'selector',
          matchers: this.matchers(node),
          shift: { offsetMs: 0 },
          position: node.from,
        };
      case 'AggregateExpr':
        return this.aggregate(node, children);
      case 'FunctionCall':
        return this.call(node, children);
    }
    return unsupported(`"${this.slice(node)}"`, node.from);
  }

  private binaryParts(children: SyntaxNode[]): (SyntaxNode | Term)[] {
    const [left, op] = children;
    const right = children.at(-1);
    if (left === undefined || op === undefined || right === undefined) return children;
    if (!BINARY_OPS.has(op.name)) unsupported(this.slice(op), op.from);
    const modifiers = children.slice(2, -1);
    const fill = modifiers.find((node) => node.name === 'FillModifier');
    if (fill !== undefined) unsupported('fill', fill.from);
    const clause = modifiers.find((node) => node.name === 'MatchingModifierClause');
    const term: Term = {
      term: 'binary',
      op: this.slice(op).toLowerCase(),
      bool: modifiers.some((node) => node.name === 'BoolModifier'),
      position: op.from,
    };
    if (clause !== undefined) term.matching = this.matching(clause);
    return [left, term, right];
  }

  private matching(clause: SyntaxNode): Matching {
    const matching: Matching = { on: false, labels: [], include: [] };
    for (const node of childrenOf(clause)) {
      if (node.name === 'On') matching.on = true;
      else if (node.name === 'GroupLeft') matching.many = 'left';
      else if (node.name === 'GroupRight') matching.many = 'right';
      else if (node.name === 'GroupingLabels') {
        if (matching.many === undefined) matching.labels = this.labelNames(node);
        else matching.include = this.labelNames(node);
      }
    }
    return matching;
  }

  private numberParts(node: SyntaxNode): Term[] {
    this.refuseAutoRange(node);
    const [, sign, digits] = /^([+-]?)\s*([^]*)$/.exec(this.slice(node)) ?? [];
    const number: Term = {
      term: 'operand',
      expr: { kind: 'number', value: parseNumber(digits ?? ''), position: node.from },
    };
    if (sign === '-' || sign === '+') return [{ term: 'prefix', op: sign, position: node.from }, number];
    return [number];
  }

  private postfix(node: SyntaxNode, children: SyntaxNode[]): Term {
    return {
      term: 'postfix',
      postfix: this.postfixOf(node, children.slice(1)),
      position: children[0]?.to ?? 0,
    };
  }

  private postfixOf(node: SyntaxNode, rest: SyntaxNode[]): Postfix {
    const [first, second] = rest;
    switch (node.name) {
      case 'OffsetExpr':
        return { kind: 'offset', ms: this.duration(second ?? node) };
      case 'StepInvariantExpr': {
        if (second?.name !== 'AtModifierPreprocessors')
          return { kind: 'at', at: { kind: 'time', tMs: Math.round(this.number(second ?? node) * 1000) } };
        return { kind: 'at', at: { kind: this.slice(second).toLowerCase() === 'start' ? 'start' : 'end' } };
      }
      case 'MatrixSelector':
        if (first !== undefined && this.autoRanges.has(first.from))
          return { kind: 'range', length: { kind: 'auto' } };
        return { kind: 'range', length: { kind: 'ms', ms: this.positiveDuration(first ?? node) } };
      default: {
        const rangeMs = this.positiveDuration(first ?? node);
        if (second === undefined) return { kind: 'subquery', rangeMs };
        return { kind: 'subquery', rangeMs, stepMs: this.positiveDuration(second) };
      }
    }
  }

  private positiveDuration(node: SyntaxNode): number {
    const ms = this.duration(node);
    if (ms > 0) return ms;
    const params = { position: node.from, found: this.slice(node) };
    refuse('PROMQL_PARSE', 'duration must be greater than 0', params);
  }

  /** ms of `5m`, `-5m` or `300` (seconds). Prometheus' arithmetic on durations is experimental there. */
  private duration(node: SyntaxNode): number {
    this.refuseAutoRange(node);
    const [, sign, digits] = /^([+-]?)\s*([\w.]+)$/.exec(this.slice(node)) ?? [];
    if (digits === undefined || /^[a-z_]+$/i.test(digits))
      return unsupported('arithmetic on durations', node.from);
    const ms = parseDuration(digits) ?? Math.round(parseNumber(digits) * 1000);
    return sign === '-' ? -ms : ms;
  }

  /** The grammar read a number in place of a `$w`, with or without a sign before it; the text still has it. */
  private refuseAutoRange(node: SyntaxNode): void {
    if (!this.slice(node).endsWith('$w')) return;
    const params = { position: node.from, found: '$w', hint: 'rate(x[$w])' };
    refuse('PROMQL_PARSE', '$w stands for the whole range of a selector only', params);
  }

  private number(node: SyntaxNode): number {
    this.refuseAutoRange(node);
    const [, sign, digits] = /^([+-]?)\s*([^]*)$/.exec(this.slice(node)) ?? [];
    const value = parseNumber(digits ?? '');
    if (!Number.isFinite(value)) {
      const params = { position: node.from, found: this.slice(node) };
      refuse('PROMQL_PARSE', 'timestamp out of bounds for @ modifier', params);
    }
    return sign === '-' ? -value : value;
  }

  private matchers(node: SyntaxNode): Matcher[] {
    const matchers: Matcher[] = [];
    for (const part of childrenOf(node)) {
      if (part.name === 'Identifier') matchers.push({ name: METRIC_NAME, op: '=', value: this.slice(part) });
      else for (const matcher of childrenOf(part)) matchers.push(this.matcher(matcher));
    }
    return matchers;
  }

  private matcher(node: SyntaxNode): Matcher {
    if (node.name === 'QuotedLabelName')
      return { name: METRIC_NAME, op: '=', value: unquote(this.slice(node), node.from) };
    const [name, op, value] = childrenOf(node);
    if (name === undefined || op === undefined || value === undefined)
      return unsupported(`"${this.slice(node)}"`, node.from);
    const matcher: Matcher = {
      name: this.labelName(name),
      op: this.slice(op) as Matcher['op'],
      value: unquote(this.slice(value), value.from),
    };
    if (matcher.op === '=~' || matcher.op === '!~') this.checkRegex(matcher.value, value.from);
    return matcher;
  }

  private checkRegex(pattern: string, position: number): void {
    try {
      compileRegex(pattern);
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'bad pattern';
      refuse('PROMQL_PARSE', reason, { position, found: pattern });
    }
  }

  private aggregate(node: SyntaxNode, children: SyntaxNode[]): Aggregate {
    const [opNode] = children;
    const op = this.slice(opNode ?? node).toLowerCase();
    const spec = AGGREGATORS.get(op);
    if (spec === undefined) unsupported(`aggregation ${op}`, node.from);
    const body = children.find((child) => child.name === 'FunctionCallBody') ?? node;
    const args = childrenOf(body).map((child) => this.read(child));
    const wanted = spec.param === undefined ? 1 : 2;
    const expr = args.at(-1);
    if (args.length !== wanted || expr === undefined) {
      const params = { position: node.from, found: args.length, hint: String(wanted) };
      refuse('PROMQL_TYPE', `${op} takes ${String(wanted)} argument(s), got ${String(args.length)}`, params);
    }
    const modifier = children.find((child) => child.name === 'AggregateModifier');
    const grouping = modifier === undefined ? undefined : childrenOf(modifier)[1];
    const aggregate: Aggregate = {
      kind: 'aggregate',
      op,
      without: modifier?.firstChild?.name === 'Without',
      labels: grouping === undefined ? [] : this.labelNames(grouping),
      expr,
      position: node.from,
    };
    const [param] = args;
    if (wanted === 2 && param !== undefined) aggregate.param = param;
    return aggregate;
  }

  private call(node: SyntaxNode, children: SyntaxNode[]): Call {
    const [nameNode, body] = children;
    const name = this.slice(nameNode ?? node);
    if (!FUNCTIONS.has(name) || isKnownElsewhere(name)) unsupported(`function ${name}`, node.from);
    const args = childrenOf(body ?? node).map((child) => this.read(child));
    return { kind: 'call', name, args, position: node.from };
  }

  private labelNames(node: SyntaxNode): string[] {
    return childrenOf(node).map((child) => this.labelName(child));
  }

  private labelName(node: SyntaxNode): string {
    return node.name === 'QuotedLabelName' ? unquote(this.slice(node), node.from) : this.slice(node);
  }

  private sign(node: SyntaxNode): '+' | '-' {
    return this.slice(node) === '-' ? '-' : '+';
  }

  private slice(node: SyntaxNode): string {
    return this.text.slice(node.from, node.to);
  }
}
