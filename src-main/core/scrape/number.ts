/** Powers of ten a double holds exactly: dividing or multiplying by them rounds once (Clinger, PLDI 1990). */
const EXACT_POWERS = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent.toString()}`));

const SPELLED = /^[+-]?(?:inf(?:inity)?|nan)$/i;
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const HEX = /^([+-]?)0x([0-9a-f]*)\.?([0-9a-f]*)p([+-]?\d+)$/i;

/** A number as Go's strconv.ParseFloat reads it, or null. */
export function parseGoFloat(text: string): number | null {
  const plain = Number(text);
  if (!Number.isNaN(plain) && DECIMAL.test(text)) return plain;
  if (SPELLED.test(text)) {
    if (/nan/i.test(text)) return NaN;
    return text.startsWith('-') ? -Infinity : Infinity;
  }
  const hex = HEX.exec(text);
  if (hex === null) return null;
  const [, sign, whole = '', fraction = '', exponent] = hex;
  if (whole + fraction === '') return null;
  const mantissa = Number.parseInt(whole + fraction, 16);
  const value = mantissa * 2 ** (Number(exponent) - 4 * fraction.length);
  return sign === '-' ? -value : value;
}

/** Where {@link scanNumber} stopped: one object, so that the hot loop allocates nothing. */
export const scanned = { end: 0 };

/**
 * The number that starts at bytes[start]; sets `scanned.end` to the byte after it. Plain decimals take a
 * path without strings, exact because the digits fit 2^53 and the power of ten is exact; everything else
 * goes through {@link parseGoFloat}. Returns null for what is no number.
 */
export function scanNumber(bytes: Uint8Array, start: number, limit: number): number | null {
  let i = start;
  const negative = bytes[i] === 0x2d;
  if (negative || bytes[i] === 0x2b) i++;
  let mantissa = 0;
  let digits = 0;
  let scale = 0;
  const firstDigit = i;
  for (; i < limit; i++) {
    const digit = (bytes[i] ?? 0) - 48;
    if (digit < 0 || digit > 9) break;
    mantissa = mantissa * 10 + digit;
    digits++;
  }
  if (bytes[i] === 0x2e && i < limit) {
    const point = ++i;
    for (; i < limit; i++) {
      const digit = (bytes[i] ?? 0) - 48;
      if (digit < 0 || digit > 9) break;
      mantissa = mantissa * 10 + digit;
      digits++;
    }
    scale = point - i;
  }
  if ((bytes[i] === 0x65 || bytes[i] === 0x45) && i < limit && digits > 0) {
    i++;
    const below = bytes[i] === 0x2d;
    if (below || bytes[i] === 0x2b) i++;
    let exponent = 0;
    const first = i;
    for (; i < limit; i++) {
      const digit = (bytes[i] ?? 0) - 48;
      if (digit < 0 || digit > 9) break;
      exponent = exponent * 10 + digit;
    }
    if (i === first) return slowNumber(bytes, start, limit);
    scale += below ? -exponent : exponent;
  }
  const end = i >= limit || isBlank(bytes[i] ?? 0);
  if (!end || digits === 0 || i === firstDigit || mantissa > Number.MAX_SAFE_INTEGER || digits > 18) {
    return slowNumber(bytes, start, limit);
  }
  let value = mantissa;
  if (scale < 0) {
    const power = EXACT_POWERS[-scale];
    if (power === undefined) return slowNumber(bytes, start, limit);
    value /= power;
  } else if (scale > 0) {
    const power = EXACT_POWERS[scale];
    if (power === undefined) return slowNumber(bytes, start, limit);
    value *= power;
  }
  scanned.end = i;
  return negative ? -value : value;
}

const isBlank = (byte: number): boolean => byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;

function slowNumber(bytes: Uint8Array, start: number, limit: number): number | null {
  let end = start;
  while (end < limit && end - start < 400 && !isBlank(bytes[end] ?? 0)) end++;
  scanned.end = end;
  return parseGoFloat(Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1'));
}
