/** A remembered line that is a comment. */
export const COMMENT = -3;
/** Not asked yet. */
export const UNKNOWN = -2;

/** Keys of lines in their order, bytes end to end. */
export class LineTable {
  bytes = new Uint8Array(4096);
  private ends = new Uint32Array(64);
  private slots = new Int32Array(64);
  length = 0;

  clear(): void {
    this.length = 0;
  }

  startOf(entry: number): number {
    return entry === 0 ? 0 : (this.ends[entry - 1] ?? 0);
  }

  endOf(entry: number): number {
    return this.ends[entry] ?? 0;
  }

  slotOf(entry: number): number {
    return this.slots[entry] ?? UNKNOWN;
  }

  push(source: Uint8Array, from: number, count: number, slot: number): void {
    const at = this.startOf(this.length);
    const end = this.room(at, count);
    for (let i = 0; i < count; i++) this.bytes[at + i] = source[from + i] ?? 0;
    if (this.length === this.ends.length) this.grow();
    this.ends[this.length] = end;
    this.slots[this.length++] = slot;
  }

  pushFrom(other: LineTable, entry: number): void {
    const start = other.startOf(entry);
    this.push(other.bytes, start, other.endOf(entry) - start, other.slotOf(entry));
  }

  /** Becomes the first `entries` lines of another table. */
  copyFrom(other: LineTable, entries: number): void {
    this.clear();
    const count = other.startOf(entries);
    this.room(0, count);
    this.bytes.set(other.bytes.subarray(0, count));
    while (this.ends.length < entries) this.grow();
    this.ends.set(other.ends.subarray(0, entries));
    this.slots.set(other.slots.subarray(0, entries));
    this.length = entries;
  }

  /** Makes room for `count` bytes at `at`; returns where they end. */
  private room(at: number, count: number): number {
    const end = at + count;
    if (end > this.bytes.length) {
      const larger = new Uint8Array(end * 2);
      larger.set(this.bytes.subarray(0, at));
      this.bytes = larger;
    }
    return end;
  }

  private grow(): void {
    const ends = new Uint32Array(this.ends.length * 2);
    const slots = new Int32Array(this.slots.length * 2);
    ends.set(this.ends);
    slots.set(this.slots);
    this.ends = ends;
    this.slots = slots;
  }
}

/** From this length on the native comparison pays for its call. */
const NATIVE_FROM = 96;

export function sameBytes(a: Buffer, ai: number, b: Uint8Array, bi: number, length: number): boolean {
  if (ai + length > a.length) return false;
  if (length >= NATIVE_FROM) return a.compare(b, bi, bi + length, ai, ai + length) === 0;
  let k = 0;
  // Four at a time: a third less than one by one, measured.
  for (const last = length - 3; k < last; k += 4) {
    if (
      a[ai + k] !== b[bi + k] ||
      a[ai + k + 1] !== b[bi + k + 1] ||
      a[ai + k + 2] !== b[bi + k + 2] ||
      a[ai + k + 3] !== b[bi + k + 3]
    ) {
      return false;
    }
  }
  for (; k < length; k++) if (a[ai + k] !== b[bi + k]) return false;
  return true;
}

/** Lines from a line's start on that are neither empty nor comments. */
export function countLines(body: Uint8Array, from: number): number {
  let count = 0;
  let atStart = true;
  for (let i = from; i < body.length; i++) {
    const byte = body[i];
    if (atStart && byte !== 0x23 && byte !== 0x0a) count++;
    atStart = byte === 0x0a;
  }
  return count;
}

/** 30-bit FNV-1a, for finding a line again; the bytes are compared on a hit. */
export function hashBytes(bytes: Uint8Array, start: number, length: number): number {
  let hash = 0x811c9dc5;
  for (let i = start; i < start + length; i++) hash = Math.imul(hash ^ (bytes[i] ?? 0), 0x01000193);
  return hash & 0x3fffffff;
}
