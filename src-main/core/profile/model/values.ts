import type { ValueColumn } from './profile.js';

/** Largest integer of which all below are doubles. */
const EXACT = 2 ** 53;

/** The values of all samples, one column a sample type; a column turns to 64-bit integers with the first value a double cannot hold. */
export class ValueStore {
  private length = 0;
  private readonly columns: ValueColumn[];

  constructor(types: number) {
    this.columns = Array.from({ length: types }, () => new Float64Array(1024));
  }

  /** One sample's values. */
  push(values: readonly (number | bigint)[]): void {
    for (let i = 0; i < this.columns.length; i++) this.set(i, values[i] ?? 0);
    this.length++;
  }

  /** The columns, not copied: nothing is pushed after it. */
  done(): ValueColumn[] {
    return this.columns.map((column) => column.subarray(0, this.length));
  }

  private set(index: number, value: number | bigint): void {
    let column = this.columns[index];
    if (column === undefined) return;
    if (this.length >= column.length) {
      column = larger(column);
      this.columns[index] = column;
    }
    if (column instanceof BigInt64Array) {
      column[this.length] = BigInt(value);
      return;
    }
    const double = Number(value);
    if (Math.abs(double) < EXACT) {
      column[this.length] = double;
      return;
    }
    const exact = toBig(column, this.length);
    exact[this.length] = BigInt(value);
    this.columns[index] = exact;
  }
}

function larger(column: ValueColumn): ValueColumn {
  if (column instanceof BigInt64Array) {
    const next = new BigInt64Array(column.length * 2);
    next.set(column);
    return next;
  }
  const next = new Float64Array(column.length * 2);
  next.set(column);
  return next;
}

function toBig(column: Float64Array, length: number): BigInt64Array {
  const exact = new BigInt64Array(column.length);
  for (let i = 0; i < length; i++) exact[i] = BigInt(column[i] ?? 0);
  return exact;
}
