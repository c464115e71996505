import { refuse } from './errors.js';

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
  y: 365 * 86_400_000,
};

const DURATION = /^(?:\d+(?:ms|[smhdwy]))+$/;

/** Milliseconds of `1h30m`; undefined if the text is no duration. Prometheus model.ParseDuration. */
export function parseDuration(text: string): number | undefined {
  if (!DURATION.test(text)) return undefined;
  let ms = 0;
  for (const [, count, unit] of text.matchAll(/(\d+)(ms|[smhdwy])/g))
    ms += Number(count) * (UNIT_MS[unit ?? ''] ?? 0);
  return ms;
}

/**
 * A number as Go reads it: first strconv.ParseInt with base 0 (0x1F, and 010 is 8), then ParseFloat; or a
 * duration, which is seconds. Prometheus promql/parser number_duration_literal.
 */
export function parseNumber(text: string): number {
  const plain = text.replaceAll('_', '').toLowerCase();
  const duration = parseDuration(plain);
  if (duration !== undefined) return duration / 1000;
  return parseGoFloat(/^0[0-7]+$/.test(plain) ? `0o${plain.slice(1)}` : plain) ?? NaN;
}

/** Go's strconv.ParseFloat, plus hexadecimal and octal integers; undefined if the text is no number. */
export function parseGoFloat(text: string): number | undefined {
  const special = /^([+-]?)(inf|infinity|nan)$/i.exec(text);
  if (special !== null) {
    if (special[2]?.toLowerCase() === 'nan') return NaN;
    return special[1] === '-' ? -Infinity : Infinity;
  }
  if (!/^(?:[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|0[xX][0-9a-fA-F]+|0o[0-7]+)$/.test(text))
    return undefined;
  return Number(text);
}

const SIMPLE_ESCAPES: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
  '\\': 92,
};

/** One escape after the backslash: Go's spelling, see strconv.UnquoteChar. */
const ESCAPE = /^(?:([abfnrtv\\])|x([0-9a-fA-F]{2})|([0-3][0-7]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/;

/**
 * The value of a string literal with its quotes ("…", '…' or `…`). `position` is where it starts, for errors.
 * Works in bytes because `\xHH` is one byte of UTF-8. Prometheus util/strutil/quote.go.
 */
export function unquote(literal: string, position: number): string {
  const quote = literal.charAt(0);
  if (literal.length < 2 || !literal.endsWith(quote)) bad('unterminated string', literal, position);
  const body = literal.slice(1, -1);
  if (quote === '`') return body;
  if (body.includes('\n')) bad('a quoted string may not span lines', literal, position);
  if (!body.includes('\\')) return body;
  const bytes: number[] = [];
  const encoder = new TextEncoder();
  let at = 0;
  while (at < body.length) {
    const char = String.fromCodePoint(body.codePointAt(at) ?? 0);
    at += char.length;
    if (char !== '\\') {
      bytes.push(...encoder.encode(char));
    } else if (body.charAt(at) === quote) {
      bytes.push(quote.charCodeAt(0));
      at += 1;
    } else {
      const escape = ESCAPE.exec(body.slice(at));
      if (escape === null) bad('unknown escape', `\\${body.charAt(at)}`, position + at);
      pushEscape(bytes, escape, encoder, position + at);
      at += escape[0].length;
    }
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

function pushEscape(
  bytes: number[],
  escape: RegExpExecArray,
  encoder: InstanceType<typeof TextEncoder>,
  position: number,
): void {
  const [, simple, hex, octal, short, long] = escape;
  if (simple !== undefined) bytes.push(SIMPLE_ESCAPES[simple] ?? 0);
  else if (hex !== undefined) bytes.push(parseInt(hex, 16));
  else if (octal !== undefined) bytes.push(parseInt(octal, 8));
  else {
    const code = parseInt(short ?? long ?? '', 16);
    if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) bad('no such character', escape[0], position);
    bytes.push(...encoder.encode(String.fromCodePoint(code)));
  }
}

function bad(what: string, found: string, position: number): never {
  refuse('PROMQL_PARSE', `${what} at ${String(position)}: ${found}`, { position, found });
}
