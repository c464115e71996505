import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assertNever } from '../../../../shared/base/assert.js';
import { fnv1a } from '../../../../shared/base/hash.js';
import { fromJsonNumber, toJsonNumber } from '../../../../shared/base/json-number.js';
import { fail, ok } from '../../../../shared/base/result.js';
import { bitsOf, isStale, setStale } from '../../../../shared/base/stale.js';
import { chooseStep } from '../../../../shared/base/step.js';
import { labelsKey } from '../../../../shared/model/labels.js';

describe('the step of a chart', () => {
  const s = 1000;
  const h = 3_600_000;
  it.each([
    [15 * 60 * s, 900, s],
    [15 * 60 * s, 899, 2 * s],
    [h, 1000, 5 * s],
    [24 * h, 1000, 120 * s],
    [365 * 24 * h, 1000, 12 * h],
    [365 * 24 * h, 100, 4 * 24 * h],
    [0, 1000, s],
    [h, 0, h],
  ])('of %d ms in at most %d points is %d ms', (span, points, step) => {
    expect(chooseStep(span, points)).toBe(step);
  });

  it('never gives more points than asked for', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e13 }), fc.integer({ min: 1, max: 11_000 }), (span, points) => {
        expect(span / chooseStep(span, points)).toBeLessThanOrEqual(points);
      }),
    );
  });
});

describe('a double in JSON', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(fc.double(), (value) => {
        const text = JSON.stringify(toJsonNumber(value));
        expect(fromJsonNumber(JSON.parse(text) as number)).toBe(Object.is(value, -0) ? 0 : value);
      }),
    );
    expect([NaN, Infinity, -Infinity].map(toJsonNumber)).toEqual(['NaN', '+Inf', '-Inf']);
    expect((['NaN', '+Inf', '-Inf'] as const).map(fromJsonNumber)).toEqual([NaN, Infinity, -Infinity]);
  });
});

describe('a stale marker', () => {
  it('is none of the numbers, NaN among them, also in a part of a column', () => {
    const column = Float64Array.of(0, NaN, Infinity, 0 / 0, -0, 5);
    const bits = bitsOf(column);
    expect(column.some((_, i) => isStale(bits, i))).toBe(false);
    const part = column.subarray(2, 4);
    setStale(bitsOf(part), 1);
    expect(Array.from(column, (_, i) => isStale(bits, i))).toEqual([false, false, false, true, false, false]);
    expect(column[3]).toBeNaN();
    expect(isStale(bitsOf(column.slice(3)), 0)).toBe(true);
  });
});

describe('small things', () => {
  it('hash and key as published and as ordered', () => {
    expect([fnv1a(''), fnv1a('a'), fnv1a('foobar')]).toEqual([0x811c9dc5, 0xe40c292c, 0xbf9cf968]);
    expect(labelsKey({ b: '2', a: '1' })).toBe(labelsKey({ a: '1', b: '2' }));
    expect(labelsKey({ a: '1b', c: '' })).not.toBe(labelsKey({ a: '1', bc: '' }));
  });

  it('say what failed', () => {
    expect(ok(1)).toEqual({ ok: true, value: 1 });
    expect(fail('X', 'why', { n: 1 })).toEqual({
      ok: false,
      error: { code: 'X', message: 'why', params: { n: 1 } },
    });
    expect(() => assertNever('x' as never)).toThrow('unexpected value "x"');
  });
});
