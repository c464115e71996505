/** A column of twice the length that begins as `data` does. */
export function twice(data: Int32Array): Int32Array<ArrayBuffer> {
  const next = new Int32Array(data.length * 2);
  next.set(data);
  return next;
}

type Numbers = Int32Array | Uint32Array | Float64Array;

/** A column that grows by doubling; `done` gives it at its length, not copied: nothing is pushed after it. */
abstract class Grow<A extends Numbers> {
  length = 0;
  protected data: A;

  constructor(data: A) {
    this.data = data;
  }

  /** Appends; answers the index. */
  push(value: number): number {
    if (this.length === this.data.length) this.data = this.larger(this.data);
    this.data[this.length] = value;
    return this.length++;
  }

  at(index: number): number {
    return this.data[index] ?? 0;
  }

  done(): A {
    return this.data.subarray(0, this.length) as A;
  }

  protected abstract larger(data: A): A;
}

export class GrowI32 extends Grow<Int32Array> {
  constructor(capacity = 1024) {
    super(new Int32Array(capacity));
  }
  protected larger(data: Int32Array): Int32Array {
    return twice(data);
  }
}

export class GrowU32 extends Grow<Uint32Array> {
  constructor(capacity = 1024) {
    super(new Uint32Array(capacity));
  }
  protected larger(data: Uint32Array): Uint32Array {
    const next = new Uint32Array(data.length * 2);
    next.set(data);
    return next;
  }
}

export class GrowF64 extends Grow<Float64Array> {
  constructor(capacity = 1024) {
    super(new Float64Array(capacity));
  }
  protected larger(data: Float64Array): Float64Array {
    const next = new Float64Array(data.length * 2);
    next.set(data);
    return next;
  }
}

export class GrowU64 {
  length = 0;
  private data = new BigUint64Array(1024);

  push(value: bigint): number {
    if (this.length === this.data.length) {
      const next = new BigUint64Array(this.data.length * 2);
      next.set(this.data);
      this.data = next;
    }
    this.data[this.length] = value;
    return this.length++;
  }

  done(): BigUint64Array {
    return this.data.subarray(0, this.length);
  }
}
