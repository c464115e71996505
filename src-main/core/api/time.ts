import { fail, ok, type Result } from '../../../shared/base/result.js';

/** Date.parse alone takes almost any text that ends in a number. */
const RFC_3339 = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/;

/** RFC 3339 or epoch milliseconds (also as a string of digits) to epoch milliseconds. */
export function parseTime(value: number | string, field: string): Result<number> {
  const ms = typeof value === 'number' ? value : parseText(value);
  if (Number.isFinite(ms) && Math.abs(ms) < 8.64e15) return ok(ms);
  return fail('INVALID_INPUT', `${field} is neither RFC 3339 nor epoch milliseconds.`, { field });
}

function parseText(text: string): number {
  if (/^-?\d+(?:\.\d+)?$/.test(text)) return Number(text);
  return RFC_3339.test(text) ? Date.parse(text.toUpperCase().replace(' ', 'T')) : NaN;
}
