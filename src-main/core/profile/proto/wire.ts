const TWO_32 = 2 ** 32;
/** A high word below this, and the whole is a double's integer. */
const EXACT_HIGH = 2 ** 21;
const MAX_VARINT_BYTES = 10;

/** Bytes that follow no rule of the wire format, at `offset` of the message. */
export class WireError extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.name = 'WireError';
    this.offset = offset;
  }
}

/** Wire types of protobuf. */
export const VARINT = 0;
export const FIXED64 = 1;
export const BYTES = 2;
export const FIXED32 = 5;

/** A length past this is longer than anything it may stand in. */
const TOO_LONG = 2 ** 30;

/**
 * Reads protobuf's wire format from a stretch of bytes, without an object a field: what was read stands in the
 * properties until the next read. A varint has ten bytes at most and bits past the 64th fall off, as in Go.
 *
 * Every property is a small integer from first to last: one double among them, and V8 throws away the code it
 * has just made for all that reads them.
 */
export class Wire {
  buffer: Uint8Array = new Uint8Array(0);
  pos = 0;
  end = 0;
  /** The field read last: number (past 2^30 all alike: nobody has such), wire type. */
  field = 0;
  type = 0;
  /** Where the bytes of a varint or of a length-delimited field start and end. */
  from = 0;
  to = 0;
  /** The varint read last, as two signed words of 32 bits. */
  low = 0;
  high = 0;

  open(buffer: Uint8Array, pos: number, end: number): void {
    this.buffer = buffer;
    this.pos = pos;
    this.end = end;
  }

  /** Reads tag and value of the next field; `pos` then stands behind it. */
  next(): void {
    this.tag();
    switch (this.type) {
      case VARINT:
        this.from = this.pos;
        this.varint();
        this.to = this.pos;
        return;
      case BYTES:
        this.span();
        if (this.to > this.end) throw new WireError('a field is longer than what holds it', this.from);
        this.pos = this.to;
        return;
      case FIXED64:
        this.skip(8);
        return;
      case FIXED32:
        this.skip(4);
        return;
      default:
        throw new WireError(`there is no wire type ${this.type.toString()}`, this.pos);
    }
  }

  tag(): void {
    this.varint();
    this.type = this.low & 7;
    this.field = this.high === 0 ? this.low >>> 3 : TOO_LONG;
  }

  /** Reads a length; `from` and `to` are the bytes it spans, which may end past what is there. */
  span(): void {
    this.varint();
    const { pos, low } = this;
    this.from = pos;
    this.to = this.high === 0 && low >= 0 && low < TOO_LONG - pos ? pos + low : TOO_LONG;
  }

  /** One or two bytes, as most have, are read here: small enough that V8 puts it where it is called. */
  varint(): void {
    const { buffer, pos } = this;
    if (pos + 1 >= this.end) {
      this.longVarint();
      return;
    }
    const first = buffer[pos] as number;
    const second = buffer[pos + 1] as number;
    if (first < 0x80) {
      this.low = first;
      this.pos = pos + 1;
    } else if (second < 0x80) {
      this.low = (first & 0x7f) | (second << 7);
      this.pos = pos + 2;
    } else {
      this.longVarint();
      return;
    }
    this.high = 0;
  }

  private longVarint(): void {
    const { buffer } = this;
    let { pos } = this;
    const limit = Math.min(this.end, pos + MAX_VARINT_BYTES);
    let byte = 0x80;
    let a = 0;
    for (let shift = 0; shift < 28 && byte >= 0x80 && pos < limit; shift += 7) {
      byte = buffer[pos++] as number;
      a |= (byte & 0x7f) << shift;
    }
    let b = 0;
    for (let shift = 0; shift < 28 && byte >= 0x80 && pos < limit; shift += 7) {
      byte = buffer[pos++] as number;
      b |= (byte & 0x7f) << shift;
    }
    let c = 0;
    for (let shift = 0; shift < 14 && byte >= 0x80 && pos < limit; shift += 7) {
      byte = buffer[pos++] as number;
      c |= (byte & 0x7f) << shift;
    }
    if (byte >= 0x80) throw new WireError('a number does not end', this.pos);
    this.low = a | (b << 28);
    this.high = (b >>> 4) | (c << 24);
    this.pos = pos;
  }

  /** The varint read last as int64: a number where a double holds it exactly. */
  int64(): number | bigint {
    const { low, high } = this;
    if (high >= -EXACT_HIGH && high < EXACT_HIGH) return high * TWO_32 + (low >>> 0);
    return (BigInt(high) << 32n) | BigInt(low >>> 0);
  }

  /** The varint read last as uint64. */
  uint64(): bigint {
    return (BigInt(this.high >>> 0) << 32n) | BigInt(this.low >>> 0);
  }

  private skip(bytes: number): void {
    if (this.pos + bytes > this.end) throw new WireError('the data ends within a number', this.pos);
    this.pos += bytes;
  }
}
