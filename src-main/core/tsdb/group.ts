import { bitsOf, isStale, setStale } from '../../../shared/base/stale.js';
import { decodeChunk, encodeChunk, maxEncodedBytes } from './xor.js';

/** Rows a block holds before it is compressed. */
export const BLOCK_ROWS = 60;

/** Compressed rows: one time column and, slot after slot, each series' values. */
interface SealedBlock {
  t: Float64Array;
  /** Chunk of slot s is bytes[offsets[s] … offsets[s + 1]). */
  offsets: Uint32Array;
  bytes: Uint8Array;
}

/** Rows still as float64, slot-major: value of slot s in row r is values[s * BLOCK_ROWS + r]. */
interface OpenBlock {
  t: Float64Array;
  rows: number;
  values: Float64Array;
}

/** A full block on its way to being a SealedBlock, a slice of its slots with each append. */
interface SealingBlock extends OpenBlock {
  slots: number;
  done: number;
  offsets: Uint32Array;
  /** Slices compressed so far, in order. */
  parts: Uint8Array[];
  written: number;
}

/**
 * Large columns are handed from group to group: all groups of a core fill their blocks at about the same
 * moment, and a new column each minute would be returned to the system only when the garbage collector runs.
 */
class ColumnPool {
  private readonly spare: Float64Array[] = [];
  private bytes = 0;

  /** A column of at least `length`, full of stale markers. */
  take(length: number): Float64Array {
    const at = this.spare.findIndex((column) => column.length >= length && column.length <= 2 * length);
    const column = at < 0 ? undefined : this.spare.splice(at, 1)[0];
    if (column === undefined) return staleColumn(new Float64Array(length));
    this.bytes -= column.byteLength;
    return staleColumn(column);
  }

  give(column: Float64Array): void {
    if (this.bytes + column.byteLength > POOL_BYTES) return;
    this.bytes += column.byteLength;
    this.spare.push(column);
  }
}

const POOL_BYTES = 4 * 1024 * 1024;
const pool = new ColumnPool();

/** Slots compressed with one append: bounds what a scrape of 20 000 series adds to one turn of the loop. */
const SLOTS_PER_APPEND = 1000;

/**
 * Series that are always sampled together (one source's scrape) share one time column. A series that is
 * absent from a row has a stale marker there. Slots are handed out by the head and may be used again
 * once no row holds a value of theirs.
 */
export class SeriesGroup {
  readonly id: number;
  private open: OpenBlock;
  private sealing: SealingBlock | null = null;
  private sealed: SealedBlock[] = [];
  private capacity: number;
  private slotCount = 0;
  private freeSlots: number[] = [];
  private sealedBytes = 0;
  private lastRowEmpty = true;
  lastT = -Infinity;
  /** Grows with each slot given back: who remembers slots looks them up again when it changed. */
  releases = 0;

  constructor(id: number, capacity: number) {
    this.id = id;
    this.capacity = Math.max(1, capacity);
    this.open = { t: new Float64Array(BLOCK_ROWS), rows: 0, values: pool.take(this.capacity * BLOCK_ROWS) };
  }

  takeSlot(): number {
    const reused = this.freeSlots.pop();
    if (reused !== undefined) return reused;
    if (this.slotCount === this.capacity) this.grow();
    return this.slotCount++;
  }

  releaseSlot(slot: number): void {
    this.freeSlots.push(slot);
    this.releases++;
  }

  get slotsInUse(): number {
    return this.slotCount - this.freeSlots.length;
  }

  /**
   * Appends one row: values[i] belongs to slots[i]; a negative slot is skipped, a slot not named gets a
   * stale marker. Returns false, writing nothing, unless tMs is later than every row before.
   */
  append(tMs: number, slots: Int32Array, values: Float64Array, count: number): boolean {
    if (!(tMs > this.lastT)) return false;
    const row = this.beginRow(tMs);
    const from = bitsOf(values);
    const to = bitsOf(this.open.values);
    for (let i = 0; i < count; i++) {
      const slot = slots[i] ?? -1;
      if (slot < 0) continue;
      const at = 2 * (slot * BLOCK_ROWS + row);
      to[at] = from[2 * i] ?? 0;
      to[at + 1] = from[2 * i + 1] ?? 0;
    }
    this.lastRowEmpty = count === 0;
    return true;
  }

  /** Ends every series here. A second marker after the first would say nothing new and is not kept. */
  appendStale(tMs: number): void {
    if (this.lastRowEmpty || !(tMs > this.lastT)) return;
    this.beginRow(tMs);
    this.lastRowEmpty = true;
  }

  private beginRow(tMs: number): number {
    if (this.open.rows === BLOCK_ROWS) this.rotate();
    if (this.sealing !== null) this.sealSome(SLOTS_PER_APPEND);
    const row = this.open.rows++;
    this.open.t[row] = tMs;
    this.lastT = tMs;
    return row;
  }

  private rotate(): void {
    if (this.sealing !== null) this.sealSome(Infinity);
    this.sealing = {
      ...this.open,
      slots: this.slotCount,
      done: 0,
      offsets: new Uint32Array(this.slotCount + 1),
      parts: [],
      written: 0,
    };
    this.open = { t: new Float64Array(BLOCK_ROWS), rows: 0, values: pool.take(this.capacity * BLOCK_ROWS) };
  }

  private sealSome(limit: number): void {
    const block = this.sealing;
    if (block === null) return;
    const end = Math.min(block.slots, block.done + limit);
    const scratch = scratchFor((end - block.done) * maxEncodedBytes(BLOCK_ROWS));
    let used = 0;
    for (let slot = block.done; slot < end; slot++) {
      block.offsets[slot] = block.written + used;
      used = encodeChunk(block.values, slot * BLOCK_ROWS, block.rows, scratch, used);
    }
    block.parts.push(scratch.slice(0, used));
    block.written += used;
    block.done = end;
    if (end < block.slots) return;
    block.offsets[block.slots] = block.written;
    const done = { t: block.t, offsets: block.offsets, bytes: join(block.parts, block.written) };
    this.sealed.push(done);
    this.sealedBytes += blockBytes(done);
    this.sealing = null;
    pool.give(block.values);
  }

  private grow(): void {
    const capacity = Math.ceil(this.capacity * 1.5) + 8;
    const values = pool.take(capacity * BLOCK_ROWS);
    // Float64Array.set copies memory, so the markers' bits survive.
    values.set(this.open.values.subarray(0, this.capacity * BLOCK_ROWS));
    pool.give(this.open.values);
    this.open.values = values;
    this.capacity = capacity;
  }

  /** Bytes held, the head's accounting of this group. */
  get bytes(): number {
    const sealing = this.sealing === null ? 0 : this.sealing.values.byteLength + this.sealing.written;
    return this.sealedBytes + this.open.values.byteLength + this.open.t.byteLength + sealing;
  }

  /** Time of the oldest row kept; +Infinity when there is none. */
  get oldestT(): number {
    return (
      this.sealed[0]?.t[0] ??
      this.sealing?.t[0] ??
      (this.open.rows > 0 ? (this.open.t[0] ?? Infinity) : Infinity)
    );
  }

  /** End of the oldest sealed block; +Infinity when nothing is sealed. */
  get oldestSealedEnd(): number {
    return this.sealed[0]?.t.at(-1) ?? Infinity;
  }

  dropOldestBlock(): void {
    const gone = this.sealed.shift();
    if (gone !== undefined) this.sealedBytes -= blockBytes(gone);
  }

  /** Whether any row kept holds a value of this slot. */
  holdsValues(slot: number): boolean {
    if (this.latest(slot) !== null || hasValue(this.open, slot)) return true;
    if (this.sealing !== null && slot < this.sealing.slots && hasValue(this.sealing, slot)) return true;
    return this.sealed.some((b) => slot + 1 < b.offsets.length && b.offsets[slot] !== b.offsets[slot + 1]);
  }

  /** Newest value of a slot with its time, or null when the newest row has none. */
  latest(slot: number): { t: number; v: number } | null {
    const { open, sealing } = this;
    const block = open.rows > 0 ? open : sealing;
    if (block === null) return this.latestSealed(slot);
    const row = block.rows - 1;
    const at = slot * BLOCK_ROWS + row;
    if (at >= block.values.length || isStale(bitsOf(block.values), at)) return null;
    return { t: block.t[row] ?? 0, v: block.values[at] ?? NaN };
  }

  private latestSealed(slot: number): { t: number; v: number } | null {
    const block = this.sealed.at(-1);
    if (block === undefined || slot + 1 >= block.offsets.length) return null;
    const column = new Float64Array(block.t.length);
    decodeChunk(
      block.bytes,
      block.offsets[slot] ?? 0,
      block.offsets[slot + 1] ?? 0,
      block.t.length,
      column,
      0,
    );
    const last = column.length - 1;
    return isStale(bitsOf(column), last) ? null : { t: block.t[last] ?? 0, v: column[last] ?? NaN };
  }

  /**
   * Samples of a slot with startMs <= t <= endMs. Of a run of stale markers only the first is given, and
   * none before the first value: a series begins with a value.
   */
  read(slot: number, startMs: number, endMs: number): { t: Float64Array; v: Float64Array } {
    const out = new ColumnBuilder(startMs, endMs);
    for (const block of this.sealed) {
      const rows = block.t.length;
      if ((block.t[rows - 1] ?? 0) < startMs) continue;
      if ((block.t[0] ?? 0) > endMs) break;
      if (slot + 1 >= block.offsets.length) continue;
      const column = out.decodeRoom(rows);
      decodeChunk(block.bytes, block.offsets[slot] ?? 0, block.offsets[slot + 1] ?? 0, rows, column, 0);
      out.add(block.t, column, 0, rows);
    }
    if (this.sealing !== null && slot < this.sealing.slots) {
      out.add(this.sealing.t, this.sealing.values, slot * BLOCK_ROWS, this.sealing.rows);
    }
    if (slot < this.capacity) out.add(this.open.t, this.open.values, slot * BLOCK_ROWS, this.open.rows);
    return out.finish();
  }
}

const blockBytes = (block: SealedBlock): number =>
  block.t.byteLength + block.offsets.byteLength + block.bytes.byteLength + 400;

function hasValue(block: OpenBlock, slot: number): boolean {
  const bits = bitsOf(block.values);
  for (let row = 0; row < block.rows; row++) if (!isStale(bits, slot * BLOCK_ROWS + row)) return true;
  return false;
}

/** Fills a column with stale markers, by doubling copies. */
function staleColumn(column: Float64Array): Float64Array {
  if (column.length === 0) return column;
  setStale(bitsOf(column), 0);
  for (let filled = 1; filled < column.length; filled *= 2) {
    column.copyWithin(filled, 0, Math.min(filled, column.length - filled));
  }
  return column;
}

/** One buffer for all groups: a slice is compressed at one go and copied out at its true size. */
let sharedScratch = new Uint8Array(0);

function scratchFor(bytes: number): Uint8Array {
  if (sharedScratch.length < bytes) sharedScratch = new Uint8Array(bytes);
  return sharedScratch;
}

function join(parts: readonly Uint8Array[], length: number): Uint8Array {
  const [first] = parts;
  if (parts.length === 1 && first !== undefined) return first;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

class ColumnBuilder {
  private t = new Float64Array(128);
  private v = new Float64Array(128);
  private length = 0;
  private ended = true;
  private scratch = new Float64Array(BLOCK_ROWS);
  private readonly startMs: number;
  private readonly endMs: number;

  constructor(startMs: number, endMs: number) {
    this.startMs = startMs;
    this.endMs = endMs;
  }

  decodeRoom(rows: number): Float64Array {
    if (this.scratch.length < rows) this.scratch = new Float64Array(rows);
    return this.scratch;
  }

  add(t: Float64Array, values: Float64Array, from: number, rows: number): void {
    if (this.length + rows > this.t.length) this.grow(rows);
    const source = bitsOf(values);
    const target = bitsOf(this.v);
    for (let row = 0; row < rows; row++) {
      const time = t[row] ?? 0;
      if (time < this.startMs) continue;
      if (time > this.endMs) break;
      const at = from + row;
      const stale = isStale(source, at);
      if (stale && this.ended) continue;
      this.ended = stale;
      this.t[this.length] = time;
      target[2 * this.length] = source[2 * at] ?? 0;
      target[2 * this.length + 1] = source[2 * at + 1] ?? 0;
      this.length++;
    }
  }

  finish(): { t: Float64Array; v: Float64Array } {
    return { t: this.t.subarray(0, this.length), v: this.v.subarray(0, this.length) };
  }

  private grow(rows: number): void {
    const size = Math.max(this.t.length * 2, this.length + rows);
    const t = new Float64Array(size);
    const v = new Float64Array(size);
    t.set(this.t.subarray(0, this.length));
    v.set(this.v.subarray(0, this.length));
    this.t = t;
    this.v = v;
  }
}
