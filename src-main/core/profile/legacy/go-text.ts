/** What Go's `strings`, `strconv` and `unicode` do where JavaScript's own functions differ. */

/** Go's unicode.IsSpace: JavaScript's trim also takes U+FEFF, and not U+0085. */
const LEADING = /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;
const SPACE = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

export function trimSpace(text: string): string {
  let end = text.length;
  // Most lines have nothing to trim at either end: both are printable ASCII.
  if (end === 0 || (isPlain(text.charCodeAt(0)) && isPlain(text.charCodeAt(end - 1)))) return text;
  // By hand: a pattern that ends in $ looks at every run of spaces of the line.
  while (end > 0 && SPACE.test(text.charAt(end - 1))) end--;
  return text.slice(0, end).replace(LEADING, '');
}

const isPlain = (code: number): boolean => code > 0x20 && code < 0x7f;

export function isSpaceOrComment(line: string): boolean {
  if (line === '' || line.startsWith('#')) return true;
  const trimmed = trimSpace(line);
  return trimmed.length === 0 || trimmed.startsWith('#');
}

/** An int64: a number while that is exact. */
export type Int64 = number | bigint;

export const narrow = (value: bigint): Int64 =>
  value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value;

/** The product as Go has it, wrapped to 64 bits. */
export function multiply(a: Int64, b: Int64): Int64 {
  const product = Number(a) * Number(b);
  if (Number.isSafeInteger(product) && typeof a === 'number' && typeof b === 'number') return product + 0;
  return narrow(BigInt.asIntN(64, BigInt(a) * BigInt(b)));
}

/** Quotient towards zero; `b` is not 0. */
export function divide(a: Int64, b: Int64): Int64 {
  if (typeof a === 'number' && typeof b === 'number') return Math.trunc(a / b) + 0;
  return narrow(BigInt.asIntN(64, BigInt(a) / BigInt(b)));
}

/** A double to int64 as amd64 converts: towards zero, what does not fit to the smallest integer. */
export function fromDouble(value: number): Int64 {
  const whole = Math.trunc(value);
  if (Number.isSafeInteger(whole)) return whole + 0;
  if (!(whole >= -(2 ** 63) && whole < 2 ** 63)) return -(2n ** 63n);
  return BigInt(whole);
}

/** strconv.ParseInt(text, 10, 64); null where it fails. */
export function parseDecimal(text: string): Int64 | null {
  if (!/^[+-]?[0-9]+$/.test(text)) return null;
  if (text.length <= 15) return Number(text) + 0;
  return inRange(text.startsWith('+') ? text.slice(1) : text);
}

/** Digits of base 0: with a prefix for the base, underscores only between digits, a leading 0 for octal. */
const BASES: readonly (readonly [RegExp, (digits: string) => string])[] = [
  [/^0[xX](?:_?[0-9a-fA-F])+$/, (digits) => `0x${digits.slice(2)}`],
  [/^0[bB](?:_?[01])+$/, (digits) => `0b${digits.slice(2)}`],
  [/^0[oO](?:_?[0-7])+$/, (digits) => `0o${digits.slice(2)}`],
  [/^0(?:_?[0-7])*$/, (digits) => `0o${digits}`],
  [/^[1-9](?:_?[0-9])*$/, (digits) => digits],
];

/** strconv.ParseInt(text, 0, 64); null where it fails. */
export function parseAnyBase(text: string): Int64 | null {
  const sign = /^[+-]/.exec(text)?.[0] ?? '';
  const digits = text.slice(sign.length);
  for (const [pattern, literal] of BASES) {
    if (!pattern.test(digits)) continue;
    const magnitude = significant(literal(digits.replaceAll('_', '')));
    if (magnitude === null) return null;
    const value = sign === '-' ? -magnitude : magnitude;
    return value < -(2n ** 63n) || value >= 2n ** 63n ? null : narrow(value);
  }
  return null;
}

/** An unsigned hexadecimal of 64 bits, without prefix; null where it is larger. */
export function parseHex(digits: string): bigint | null {
  const kept = digits.replace(/^0+/, '');
  if (kept.length > 16) return null;
  return BigInt(`0x${kept === '' ? '0' : kept}`);
}

const HEX_NUMBER = /0x[0-9a-f]+/g;

/** Every `0x…` of a text; null when one is larger than 64 bits. */
export function hexAddresses(text: string): bigint[] | null {
  const addresses: bigint[] = [];
  for (const [number] of text.matchAll(HEX_NUMBER)) {
    const address = parseHex(number.slice(2));
    if (address === null) return null;
    addresses.push(address);
  }
  return addresses;
}

/** A literal's value; null where it has more digits than 64 bits can need, which would take BigInt long to read. */
function significant(literal: string): bigint | null {
  const prefix = /^0[xbo]/.exec(literal)?.[0] ?? '';
  const kept = literal.slice(prefix.length).replace(/^0+/, '');
  if (kept.length > 64) return null;
  return BigInt(prefix + (kept === '' ? '0' : kept));
}

function inRange(text: string): Int64 | null {
  const negative = text.startsWith('-');
  const magnitude = significant(negative ? text.slice(1) : text);
  if (magnitude === null) return null;
  const value = negative ? -magnitude : magnitude;
  return value < -(2n ** 63n) || value >= 2n ** 63n ? null : narrow(value);
}
