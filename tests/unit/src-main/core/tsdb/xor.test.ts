import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bitsOf, setStale } from '../../../../../shared/base/stale.js';
import { decodeChunk, encodeChunk, maxEncodedBytes } from '../../../../../src-main/core/tsdb/xor.js';

function roundTrip(column: Float64Array): { bytes: number; back: Float64Array } {
  const bytes = new Uint8Array(maxEncodedBytes(column.length) + 7);
  const end = encodeChunk(column, 0, column.length, bytes, 7);
  const back = new Float64Array(column.length + 2);
  decodeChunk(bytes, 7, end, column.length, back, 1);
  return { bytes: end - 7, back: back.subarray(1, 1 + column.length) };
}

const expectSameBits = (a: Float64Array, b: Float64Array): void => {
  expect(Array.from(new BigUint64Array(b.slice().buffer))).toEqual(
    Array.from(new BigUint64Array(a.slice().buffer)),
  );
};

describe('value chunks', () => {
  it('give back every bit of any doubles', () => {
    const word = fc.oneof(
      fc.double(),
      fc.integer(),
      fc.maxSafeInteger(),
      fc.constantFrom(0, -0, NaN, Infinity, -Infinity, 2 ** 53, 5e-324, Number.MAX_VALUE, 2 ** 63),
    );
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 60 }), (values) => {
        const column = Float64Array.from(values);
        expectSameBits(column, roundTrip(column).back);
      }),
      { numRuns: 2000 },
    );
  });

  it('give back any 64-bit patterns, whatever the xor window', () => {
    const pattern = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
    fc.assert(
      fc.property(fc.array(pattern, { minLength: 2, maxLength: 60 }), (words) => {
        const column = new Float64Array(new BigUint64Array(words).buffer);
        expectSameBits(column, roundTrip(column).back);
      }),
      { numRuns: 1000 },
    );
  });

  it('keep stale markers apart from NaN', () => {
    const column = Float64Array.from([1, NaN, 2, 3, NaN]);
    setStale(bitsOf(column), 3);
    expectSameBits(column, roundTrip(column).back);
  });

  it('take nothing for an ended series and nine bytes for a level one', () => {
    const ended = new Float64Array(60);
    for (let i = 0; i < 60; i++) setStale(bitsOf(ended), i);
    expect(roundTrip(ended).bytes).toBe(0);
    expect(roundTrip(new Float64Array(60).fill(8_421_376)).bytes).toBe(9);
  });

  it('hold a steady counter in about a byte a sample', () => {
    const counter = Float64Array.from({ length: 60 }, (_, i) => 1_000_000 + i * 4711 + (i % 3));
    const { bytes, back } = roundTrip(counter);
    expectSameBits(counter, back);
    expect(bytes).toBeLessThan(80);
  });
});
