/** A double as JSON carries it: the values JSON has no spelling for travel as strings. */
export type JsonNumber = number | 'NaN' | '+Inf' | '-Inf';

export function toJsonNumber(value: number): JsonNumber {
  if (Number.isFinite(value)) return value;
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? '+Inf' : '-Inf';
}

export function fromJsonNumber(value: JsonNumber): number {
  switch (value) {
    case 'NaN':
      return NaN;
    case '+Inf':
      return Infinity;
    case '-Inf':
      return -Infinity;
    default:
      return value;
  }
}
