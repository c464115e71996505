import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Wire, WireError } from '../../../../../../src-main/core/profile/proto/wire.js';

function varint(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest === 0n ? low : low | 0x80);
  } while (rest !== 0n);
  return Uint8Array.from(bytes);
}

function read(bytes: Uint8Array): Wire {
  const wire = new Wire();
  wire.open(bytes, 0, bytes.length);
  wire.varint();
  return wire;
}

describe('a varint', () => {
  test('is the 64-bit number that was written, whatever its size and sign', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
        const wire = read(varint(value));
        expect(BigInt(wire.int64())).toBe(value);
        expect(wire.uint64()).toBe(BigInt.asUintN(64, value));
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    0n,
    127n,
    128n,
    2n ** 28n - 1n,
    2n ** 28n,
    2n ** 32n,
    2n ** 53n - 1n,
    2n ** 53n,
    2n ** 56n,
    -1n,
  ])('of %s', (value) => {
    expect(BigInt(read(varint(value)).int64())).toBe(value);
  });

  test('is a number exactly as long as a double holds it', () => {
    expect(read(varint(2n ** 53n - 1n)).int64()).toBe(2 ** 53 - 1);
    expect(read(varint(-(2n ** 53n))).int64()).toBe(-(2 ** 53));
    expect(read(varint(2n ** 53n)).int64()).toBe(2n ** 53n);
  });

  test('drops bits past the 64th, as Go does', () => {
    const bytes = Uint8Array.from([...Array<number>(9).fill(0xff), 0x7f]);
    expect(read(bytes).uint64()).toBe(2n ** 64n - 1n);
  });

  test('of more than ten bytes, or cut, is refused', () => {
    expect(() => read(new Uint8Array(11).fill(0xff))).toThrow(WireError);
    expect(() => read(Uint8Array.from([0x80]))).toThrow(WireError);
    expect(() => read(new Uint8Array(0))).toThrow(WireError);
  });
});

test('a field that is longer than what holds it is refused', () => {
  const wire = new Wire();
  const bytes = Uint8Array.from([0x0a, 0x05, 1, 2]);
  wire.open(bytes, 0, bytes.length);
  expect(() => {
    wire.next();
  }).toThrow('longer than what holds it');
});
