/** Ids below this are looked up in a table; Go numbers its tables from 1. */
const DENSE = 1 << 22;

/**
 * Gives every 64-bit id of a profile a small index, in the order they are first seen: samples come before the
 * locations they name. `definition` is where the table defines it; -1 while it does not.
 */
export class IdIndex {
  count = 0;
  private dense = new Int32Array(1024).fill(-1);
  private readonly sparse = new Map<number | bigint, number>();
  private definitions = new Int32Array(1024).fill(-1);

  /** Index of an id given as two signed words. */
  index(low: number, high: number): number {
    const known = high === 0 && low >= 0 && low < this.dense.length ? (this.dense[low] as number) : -1;
    return known === -1 ? this.find(low, high) : known;
  }

  /** Says where an id is defined; false when it was before. */
  define(index: number, definition: number): boolean {
    if (this.definitions[index] !== -1) return false;
    this.definitions[index] = definition;
    return true;
  }

  definition(index: number): number {
    return this.definitions[index] ?? -1;
  }

  private find(low: number, high: number): number {
    if (high === 0 && low >= 0 && low < DENSE) {
      if (low >= this.dense.length) this.growDense(low);
      this.dense[low] = this.count;
      return this.add();
    }
    const [above, below] = [high >>> 0, low >>> 0];
    const key = above < 0x20_0000 ? above * 2 ** 32 + below : (BigInt(above) << 32n) | BigInt(below);
    const known = this.sparse.get(key);
    if (known !== undefined) return known;
    this.sparse.set(key, this.count);
    return this.add();
  }

  private add(): number {
    if (this.count === this.definitions.length) this.definitions = larger(this.definitions, this.count * 2);
    return this.count++;
  }

  private growDense(low: number): void {
    let size = this.dense.length;
    while (size <= low) size *= 2;
    this.dense = larger(this.dense, size);
  }
}

function larger(data: Int32Array, size: number): Int32Array<ArrayBuffer> {
  const next = new Int32Array(size).fill(-1, data.length);
  next.set(data);
  return next;
}
