import type { Series, Value } from '../columns.js';

// Argument types were checked by the parser; these only tell the compiler, and a wrong one is a bug.

export function seriesOf(value: Value | undefined): Series[] {
  if (value?.type !== 'vector') throw new Error('expected a vector');
  return value.series;
}

export function scalarOf(value: Value | undefined): Float64Array {
  if (value?.type !== 'scalar') throw new Error('expected a scalar');
  return value.v;
}

export function stringOf(value: Value | undefined): string {
  if (value?.type !== 'string') throw new Error('expected a string');
  return value.value;
}
