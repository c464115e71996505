import type { SyntaxNode } from '@lezer/common';
import { refuse, unsupported, type PromqlParams } from './errors.js';
import { FUNCTIONS, isKnownElsewhere } from './functions/table.js';
import { AGGREGATORS } from './aggregate/table.js';
import { didYouMean } from './suggest.js';

/**
 * Beyond this many operators in a text of more than 2 000 characters lezer's LR parser gives up on purpose, to
 * keep its trees flat, and marks an error where there is none (@lezer/lr, MaxLeftAssociativeReductionCount).
 */
const MAX_OPERATORS = 300;
const OPERATOR = /[-+*/%^]|[=!<>]=?|\b(?:and|or|unless|atan2)\b/gi;

/** Refuses a tree with a hole in it: lezer goes on after an error and marks it, we do not. */
export function reportSyntaxError(top: SyntaxNode, text: string): void {
  let first: SyntaxNode | undefined;
  top.cursor().iterate((node) => {
    if (first === undefined && node.type.isError) first = node.node;
    return first === undefined;
  });
  if (first === undefined) return;
  const position = first.from;
  const operators = text.match(OPERATOR)?.length ?? 0;
  if (operators > MAX_OPERATORS) {
    const params = { limit: MAX_OPERATORS, found: operators, position };
    refuse(
      'PROMQL_LIMIT',
      `more than ${String(MAX_OPERATORS)} operators, or unexpected text among them`,
      params,
    );
  }
  reportUnknownFunction(text, position);
  const found = tokenAt(text, position);
  const params: PromqlParams = { position, found };
  const hint = hintFor(text, found);
  if (hint !== undefined) params['hint'] = hint;
  const what = found === '' ? 'the expression ends too early' : `unexpected "${found}"`;
  refuse('PROMQL_PARSE', `${what} at ${String(position)}`, params);
}

/** `foo(`: the grammar takes a name that it does not know for a metric and stumbles over the parenthesis. */
function reportUnknownFunction(text: string, position: number): void {
  if (text[position] !== '(') return;
  const name = /([a-zA-Z_:][\w:]*)\s*$/.exec(text.slice(0, position))?.[1];
  if (name === undefined) return;
  const start = text.lastIndexOf(name, position - 1);
  if (isKnownElsewhere(name)) unsupported(`function ${name}`, start);
  const params: PromqlParams = { position: start, found: name };
  const hint = didYouMean(name, [...FUNCTIONS.keys(), ...AGGREGATORS.keys()]);
  if (hint !== undefined) params['hint'] = hint;
  const advice = hint === undefined ? '' : `, did you mean ${hint}?`;
  refuse('PROMQL_PARSE', `unknown function "${name}" at ${String(start)}${advice}`, params);
}

function tokenAt(text: string, position: number): string {
  return /^\s*(\w+|\S)/.exec(text.slice(position))?.[1] ?? '';
}

function hintFor(text: string, found: string): string | undefined {
  if (found === '$') return '$w, inside the brackets of a range: rate(x[$w])';
  if (found === '') {
    const open = text.split('(').length - text.split(')').length;
    if (open > 0) return ')';
  }
  return undefined;
}
