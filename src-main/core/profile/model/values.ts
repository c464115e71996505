import type { ValueColumn } from './profile.js';

/** Largest integer of which all below are doubles. */
const EXACT = 2 ** 53;
const TWO_32 = 2 ** 32;
/** A high word of this size, and the whole may be no double. */
const EXACT_HIGH = 2 ** 21;
const MIN_ROOM = 1024;

/**
 * The values of all samples, a row a sample and one column a sample type; a column turns to 64-bit integers with
 * the first value a double cannot hold. The first row says how many columns there are.
 */
export class ValueStore {
  private length = 0;
  private room = MIN_ROOM;
  private readonly columns: ValueColumn[] = [];

  /** One whole row. */
  push(values: readonly (number | bigint)[]): void {
    for (let i = 0; i < values.length; i++) this.set(i, values[i] ?? 0);
    this.endRow();
  }

  /** A value of the row at hand, as two signed words of 32 bits. */
  put(index: number, low: number, high: number): void {
    const column = this.columns[index];
    if (column instanceof Float64Array && high < EXACT_HIGH && high > -EXACT_HIGH)
      column[this.length] = high * TWO_32 + (low >>> 0);
    else this.set(index, (BigInt(high) << 32n) | BigInt(low >>> 0));
  }

  endRow(): void {
    this.length++;
    if (this.length < this.room) return;
    this.room *= 2;
    for (let i = 0; i < this.columns.length; i++)
      this.columns[i] = larger(this.columns[i] as ValueColumn, this.room);
  }

  /** As many columns, not copied: nothing is put after it. */
  done(types: number): ValueColumn[] {
    return Array.from({ length: types }, (_, i) =>
      (this.columns[i] ?? new Float64Array(this.length)).subarray(0, this.length),
    );
  }

  private set(index: number, value: number | bigint): void {
    if (this.length === 0) this.columns[index] ??= new Float64Array(this.room);
    const column = this.columns[index];
    if (column === undefined) return;
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

function larger(column: ValueColumn, room: number): ValueColumn {
  if (column instanceof BigInt64Array) {
    const next = new BigInt64Array(room);
    next.set(column);
    return next;
  }
  const next = new Float64Array(room);
  next.set(column);
  return next;
}

function toBig(column: Float64Array, length: number): BigInt64Array {
  const exact = new BigInt64Array(column.length);
  for (let i = 0; i < length; i++) exact[i] = BigInt(column[i] ?? 0);
  return exact;
}
