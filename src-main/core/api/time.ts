import { fail, ok, type Result } from '../../../shared/base/result.js';

/** RFC 3339 or epoch milliseconds (also as a string of digits) to epoch milliseconds. */
export function parseTime(value: number | string, field: string): Result<number> {
  const ms =
    typeof value === 'number' ? value : /^-?\d+(?:\.\d+)?$/.test(value) ? Number(value) : Date.parse(value);
  if (Number.isFinite(ms) && Math.abs(ms) < 8.64e15) return ok(ms);
  return fail('INVALID_INPUT', `${field} is neither RFC 3339 nor epoch milliseconds.`, { field });
}
