import { randomFrom } from '../reliability/support/counters.js';

/** A field of a protobuf message where it lies: tag, and for a length-delimited one its content. */
interface Field {
  at: number;
  /** Where its value begins: the length, or the number itself. */
  valueAt: number;
  end: number;
  wire: number;
}

/**
 * A damaged copy of one of the seeds, the same for the same number: bits and bytes changed, cut, put in, taken
 * out, repeated, spliced with another seed; and where it is protobuf, tags, lengths, numbers and whole fields.
 */
export function mutated(seeds: readonly Uint8Array[], number: number): Uint8Array {
  const random = randomFrom(Math.imul(number, 0x9e3779b1));
  for (let i = 0; i < 3; i++) random();
  const dice = new Dice(random);
  let bytes: Buffer = Buffer.from(dice.of(seeds));
  const times = random() < 0.6 ? 1 : dice.below(5) + 1;
  for (let i = 0; i < times; i++) bytes = dice.of(random() < 0.5 ? STRUCTURAL : PLAIN)(bytes, dice, seeds);
  return bytes.length > LONGEST ? bytes.subarray(0, LONGEST) : bytes;
}

/** Repeating must not make inputs ever longer. */
const LONGEST = 256 * 1024;

type Mutation = (bytes: Buffer, dice: Dice, seeds: readonly Uint8Array[]) => Buffer;

class Dice {
  readonly next: () => number;

  constructor(next: () => number) {
    this.next = next;
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  of<T>(all: readonly T[]): T {
    return all[this.below(all.length)]!;
  }
}

const PLAIN: readonly Mutation[] = [
  function flipBit(bytes, dice) {
    const at = dice.below(bytes.length);
    if (at < bytes.length) bytes[at]! ^= 1 << dice.below(8);
    return bytes;
  },
  function setByte(bytes, dice) {
    const at = dice.below(bytes.length);
    if (at < bytes.length) bytes[at] = dice.of([0, 1, 0x7f, 0x80, 0xff, 0x30, 0x39, 0x0a, 0x20, 0x40]);
    return bytes;
  },
  function cutEnd(bytes, dice) {
    return bytes.subarray(0, dice.below(bytes.length));
  },
  function cutBegin(bytes, dice) {
    return bytes.subarray(dice.below(Math.min(bytes.length, 64)));
  },
  function insert(bytes, dice) {
    const added = Buffer.from(Array.from({ length: dice.below(8) + 1 }, () => dice.below(256)));
    return replace(bytes, dice.below(bytes.length), 0, added);
  },
  function insertDigits(bytes, dice) {
    const text = dice.of([
      '9',
      '99999999999999999999',
      '-1',
      '0x',
      '0xffffffffffffffff',
      '\n',
      '---',
      '#',
      ' @ 0x1',
    ]);
    return replace(bytes, dice.below(bytes.length), 0, Buffer.from(text));
  },
  function takeOut(bytes, dice) {
    return replace(bytes, dice.below(bytes.length), dice.below(16) + 1, Buffer.alloc(0));
  },
  function repeat(bytes, dice) {
    const at = dice.below(bytes.length);
    const part = bytes.subarray(at, at + dice.below(64));
    return replace(bytes, at, 0, part);
  },
  function splice(bytes, dice, seeds) {
    const other = dice.of(seeds);
    const at = dice.below(other.length);
    return replace(
      bytes,
      dice.below(bytes.length),
      dice.below(32),
      Buffer.from(other.subarray(at, at + dice.below(200))),
    );
  },
];

const STRUCTURAL: readonly Mutation[] = [
  function fieldNumber(bytes, dice) {
    return withField(bytes, dice, ({ at, wire }) => {
      bytes[at] = (dice.below(17) << 3) | wire;
      return bytes;
    });
  },
  function wireType(bytes, dice) {
    return withField(bytes, dice, ({ at }) => {
      bytes[at] = (bytes[at]! & ~7) | dice.below(8);
      return bytes;
    });
  },
  function length(bytes, dice) {
    return withField(bytes, dice, ({ valueAt, wire }) => {
      if (wire === 2) bytes[valueAt] = (bytes[valueAt]! + dice.of([-2, -1, 1, 2, 100])) & 0x7f;
      return bytes;
    });
  },
  function number(bytes, dice) {
    return withField(bytes, dice, ({ valueAt, end, wire }) => {
      if (wire !== 0) return bytes;
      return replace(bytes, valueAt, end - valueAt, Buffer.from(dice.of(VARINTS)));
    });
  },
  function count(bytes, dice) {
    return withField(bytes, dice, ({ at, end }) => {
      const times = dice.of([0, 2, 2, 3, 50]);
      const part = bytes.subarray(at, end);
      return replace(bytes, at, end - at, Buffer.concat(Array.from({ length: times }, () => part)));
    });
  },
  function order(bytes, dice) {
    return withField(bytes, dice, ({ at, end }) => {
      const part = Buffer.from(bytes.subarray(at, end));
      return Buffer.concat([part, bytes.subarray(0, at), bytes.subarray(end)]);
    });
  },
];

const VARINTS: readonly (readonly number[])[] = [
  [0],
  [1],
  [0x7f],
  [0x80, 0x01],
  [0x80, 0x80, 0x00],
  [0xff, 0xff, 0xff, 0xff, 0x0f],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
  [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x02],
];

function replace(bytes: Buffer, at: number, removed: number, added: Uint8Array): Buffer {
  return Buffer.concat([bytes.subarray(0, at), added, bytes.subarray(at + removed)]);
}

/** Changes a field of the file or, as often, of a message in it; leaves what is no protobuf. */
function withField(bytes: Buffer, dice: Dice, change: (field: Field) => Buffer): Buffer {
  const outer = fieldsOf(bytes, 0, bytes.length);
  if (outer.length === 0) return bytes;
  const field = dice.of(outer);
  if (field.wire !== 2 || dice.next() < 0.5) return change(field);
  const inner = fieldsOf(bytes, readVarint(bytes, field.valueAt).end, field.end);
  return change(inner.length === 0 ? field : dice.of(inner));
}

function fieldsOf(bytes: Buffer, from: number, to: number): Field[] {
  const fields: Field[] = [];
  for (let at = from; at < to;) {
    const tag = readVarint(bytes, at);
    const wire = tag.value & 7;
    const value = readVarint(bytes, tag.end);
    const end =
      wire === 0 ? value.end : wire === 2 ? value.end + value.value : wire === 1 ? tag.end + 8 : tag.end + 4;
    if (![0, 1, 2, 5].includes(wire) || end > to || tag.value === 0) break;
    fields.push({ at, valueAt: tag.end, end, wire });
    at = end;
  }
  return fields;
}

function readVarint(bytes: Buffer, from: number): { value: number; end: number } {
  let [value, scale, at] = [0, 1, from];
  while (at < bytes.length && at < from + 10) {
    const byte = bytes[at++]!;
    value += (byte & 0x7f) * scale;
    scale *= 128;
    if (byte < 0x80) break;
  }
  return { value, end: at };
}
