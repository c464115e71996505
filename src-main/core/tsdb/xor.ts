import { bitsOf, isStale, setStale } from '../../../shared/base/stale.js';

/**
 * Compression of one series' values in one block, after "Gorilla: A Fast, Scalable, In-Memory Time Series
 * Database" (Pelkonen et al., VLDB 2015, section 4.1.2), with two shapes of its own in front:
 *   nothing        every slot is a stale marker
 *   byte 1 + f64   every slot has the same bits
 *   byte 2 + f64 + bit stream of XORed values
 *   byte 3 + f64 + varints: whole numbers below 2^53 as delta of delta, where that is shorter
 * Works on the bits of the values (two 32-bit words each), so NaN payloads and -0 survive.
 */
const CONSTANT = 1;
const XORED = 2;
const INTEGERS = 3;

const HEADER_BYTES = 9;
/** Worst case: every value needs 2 control bits, 11 window bits and 64 value bits. */
export const maxEncodedBytes = (count: number): number => HEADER_BYTES + Math.ceil((count * 77) / 8) + 8;

class BitWriter {
  private current = 0;
  private free = 8;
  private readonly out: Uint8Array;
  position: number;

  constructor(out: Uint8Array, position: number) {
    this.out = out;
    this.position = position;
  }

  /** Appends the low `count` (1-32) bits of `value`, most significant first. */
  write(value: number, count: number): void {
    let left = count;
    while (left > 0) {
      const take = left < this.free ? left : this.free;
      const bits = (value >>> (left - take)) & ((1 << take) - 1);
      this.current = (this.current << take) | bits;
      this.free -= take;
      left -= take;
      if (this.free === 0) this.emit();
    }
  }

  finish(): number {
    if (this.free < 8) {
      this.current <<= this.free;
      this.emit();
    }
    return this.position;
  }

  private emit(): void {
    this.out[this.position++] = this.current;
    this.current = 0;
    this.free = 8;
  }
}

class BitReader {
  private used = 0;
  private readonly bytes: Uint8Array;
  private position: number;

  constructor(bytes: Uint8Array, position: number) {
    this.bytes = bytes;
    this.position = position;
  }

  read(count: number): number {
    let value = 0;
    let left = count;
    while (left > 0) {
      const available = 8 - this.used;
      const take = left < available ? left : available;
      const byte = this.bytes[this.position] ?? 0;
      const bits = (byte >>> (available - take)) & ((1 << take) - 1);
      value = take === 32 ? bits : ((value << take) | bits) >>> 0;
      this.used += take;
      left -= take;
      if (this.used === 8) {
        this.used = 0;
        this.position++;
      }
    }
    return value;
  }
}

/**
 * Encodes `count` values that start at word `2 * from` of `bits` into `out` at `position`.
 * Returns the position after the last byte written; the same position when every slot is stale.
 */
export function encodeChunk(
  values: Float64Array,
  from: number,
  count: number,
  out: Uint8Array,
  position: number,
): number {
  const bits = bitsOf(values);
  const end = from + count;
  let allStale = true;
  let same = true;
  let whole = true;
  const firstLow = bits[2 * from] ?? 0;
  const firstHigh = bits[2 * from + 1] ?? 0;
  for (let i = from; i < end; i++) {
    if (allStale && !isStale(bits, i)) allStale = false;
    if (bits[2 * i] !== firstLow || bits[2 * i + 1] !== firstHigh) same = false;
    const value = values[i] ?? NaN;
    if (whole && !(Number.isSafeInteger(value) && !Object.is(value, -0))) whole = false;
  }
  if (allStale) return position;
  putWord(out, position + 1, firstLow);
  putWord(out, position + 5, firstHigh);
  if (same) {
    out[position] = CONSTANT;
    return position + HEADER_BYTES;
  }
  const xorEnd = encodeXor(bits, from, end, out, position);
  if (!whole) return xorEnd;
  return encodeIntegers(values, from, end, out, position, xorEnd);
}

function encodeXor(bits: Uint32Array, from: number, end: number, out: Uint8Array, position: number): number {
  out[position] = XORED;
  const writer = new BitWriter(out, position + HEADER_BYTES);
  let leading = -1;
  let trailing = 0;
  for (let i = from + 1; i < end; i++) {
    const low = ((bits[2 * i] ?? 0) ^ (bits[2 * i - 2] ?? 0)) >>> 0;
    const high = ((bits[2 * i + 1] ?? 0) ^ (bits[2 * i - 1] ?? 0)) >>> 0;
    if (low === 0 && high === 0) {
      writer.write(0, 1);
      continue;
    }
    const zerosBefore = Math.min(31, high !== 0 ? Math.clz32(high) : 32 + Math.clz32(low));
    const zerosAfter = low !== 0 ? trailingZeros(low) : 32 + trailingZeros(high);
    if (leading >= 0 && zerosBefore >= leading && zerosAfter >= trailing) {
      writer.write(0b10, 2);
    } else {
      leading = zerosBefore;
      trailing = zerosAfter;
      writer.write(0b11, 2);
      writer.write(leading, 5);
      writer.write(64 - leading - trailing - 1, 6);
    }
    writeWindow(writer, high, low, leading, trailing);
  }
  return writer.finish();
}

/** Bits [leading, 64 - trailing) of the 64-bit word high:low; leading is at most 31. */
function writeWindow(writer: BitWriter, high: number, low: number, leading: number, trailing: number): void {
  if (trailing >= 32) {
    writer.write(high >>> (trailing - 32), 64 - leading - trailing);
    return;
  }
  writer.write(high, 32 - leading);
  writer.write(low >>> trailing, 32 - trailing);
}

const trailingZeros = (word: number): number => 31 - Math.clz32(word & -word);

/** Delta of delta in zigzag varints; gives up, leaving the XOR form standing, once it is no shorter. */
function encodeIntegers(
  values: Float64Array,
  from: number,
  end: number,
  out: Uint8Array,
  position: number,
  xorEnd: number,
): number {
  const scratch = integerScratch;
  let length = 0;
  let delta = 0;
  const room = xorEnd - position - HEADER_BYTES;
  for (let i = from + 1; i < end; i++) {
    const next = (values[i] ?? 0) - (values[i - 1] ?? 0);
    const change = next - delta;
    if (!Number.isSafeInteger(next) || !Number.isSafeInteger(change) || Math.abs(change) > 2 ** 51)
      return xorEnd;
    let zigzag = change < 0 ? -2 * change - 1 : 2 * change;
    do {
      if (length >= room) return xorEnd;
      const rest = Math.floor(zigzag / 128);
      scratch[length++] = (zigzag - rest * 128) | (rest > 0 ? 0x80 : 0);
      zigzag = rest;
    } while (zigzag > 0);
    delta = next;
  }
  if (length >= room) return xorEnd;
  out[position] = INTEGERS;
  out.set(scratch.subarray(0, length), position + HEADER_BYTES);
  return position + HEADER_BYTES + length;
}

const integerScratch = new Uint8Array(4096);

function putWord(out: Uint8Array, at: number, word: number): void {
  out[at] = word;
  out[at + 1] = word >>> 8;
  out[at + 2] = word >>> 16;
  out[at + 3] = word >>> 24;
}

function getWord(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] ?? 0) |
      ((bytes[at + 1] ?? 0) << 8) |
      ((bytes[at + 2] ?? 0) << 16) |
      ((bytes[at + 3] ?? 0) << 24)) >>>
    0
  );
}

/** Decodes bytes [start, end) into `count` values of `out` from index `at`. */
export function decodeChunk(
  bytes: Uint8Array,
  start: number,
  end: number,
  count: number,
  out: Float64Array,
  at: number,
): void {
  const bits = bitsOf(out);
  if (start === end) {
    for (let i = 0; i < count; i++) setStale(bits, at + i);
    return;
  }
  let low = getWord(bytes, start + 1);
  let high = getWord(bytes, start + 5);
  bits[2 * at] = low;
  bits[2 * at + 1] = high;
  const shape = bytes[start];
  if (shape === CONSTANT) {
    for (let i = 1; i < count; i++) {
      bits[2 * (at + i)] = low;
      bits[2 * (at + i) + 1] = high;
    }
    return;
  }
  if (shape === INTEGERS) {
    decodeIntegers(bytes, start + HEADER_BYTES, count, out, at);
    return;
  }
  const reader = new BitReader(bytes, start + HEADER_BYTES);
  let leading = 0;
  let trailing = 0;
  for (let i = 1; i < count; i++) {
    if (reader.read(1) === 1) {
      if (reader.read(1) === 1) {
        leading = reader.read(5);
        trailing = 64 - leading - reader.read(6) - 1;
      }
      if (trailing >= 32) {
        high ^= reader.read(64 - leading - trailing) << (trailing - 32);
      } else {
        high ^= reader.read(32 - leading);
        low ^= reader.read(32 - trailing) << trailing;
      }
    }
    bits[2 * (at + i)] = low;
    bits[2 * (at + i) + 1] = high;
  }
}

function decodeIntegers(
  bytes: Uint8Array,
  start: number,
  count: number,
  out: Float64Array,
  at: number,
): void {
  let position = start;
  let delta = 0;
  let value = out[at] ?? 0;
  for (let i = 1; i < count; i++) {
    let zigzag = 0;
    let scale = 1;
    let byte: number;
    do {
      byte = bytes[position++] ?? 0;
      zigzag += (byte & 0x7f) * scale;
      scale *= 128;
    } while (byte >= 0x80);
    const half = Math.floor(zigzag / 2);
    delta += zigzag % 2 === 0 ? half : -half - 1;
    value += delta;
    out[at + i] = value;
  }
}
