import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatValue } from '../../../../../src-main/core/export/exposition-text.js';
import { parseGoFloat, scanned, scanNumber } from '../../../../../src-main/core/scrape/number.js';

const scan = (text: string): { value: number | null; end: number } => {
  const bytes = Buffer.from(text, 'latin1');
  return { value: scanNumber(bytes, 0, bytes.length), end: scanned.end };
};

describe('numbers as Go writes and reads them', () => {
  it.each([
    ['1', 1],
    ['-0', -0],
    ['+5', 5],
    ['1.', 1],
    ['.5', 0.5],
    ['1e3', 1000],
    ['1E-3', 0.001],
    ['0x1p-2', 0.25],
    ['-0X1.8p1', -3],
    ['Inf', Infinity],
    ['+inf', Infinity],
    ['-Infinity', -Infinity],
    ['NaN', NaN],
    ['9007199254740993', 9007199254740992],
    ['0.1000000000000000055511151231257827', 0.1],
    ['123456789012345678901234567890', 123456789012345678901234567890],
    ['5e-324', 5e-324],
    ['1.7976931348623157e308', Number.MAX_VALUE],
    ['1e23', 1e23],
    ['4.35', 4.35],
  ])('%s is read as %d', (text, value) => {
    expect(scan(text)).toEqual({ value, end: text.length });
    expect(Object.is(scan(text).value, value)).toBe(true);
  });

  it.each([
    '',
    '-',
    '+',
    '.',
    'e5',
    '1e',
    '1e+',
    '0x',
    '0x1',
    '0xp1',
    '1_000',
    '1,5',
    'abc',
    '+NaN',
    '--1',
    '1..2',
    '1e5.5',
    '0b1',
    '½',
  ])('%j is no number', (text) => {
    expect(scan(text).value).toBeNull();
  });

  it('stop at blanks and line ends, and never read past the limit', () => {
    expect(scan('12 34')).toEqual({ value: 12, end: 2 });
    expect(scan('1.5\t')).toEqual({ value: 1.5, end: 3 });
    expect(scan('NaN\r\n')).toEqual({ value: NaN, end: 3 });
    expect(scanNumber(Buffer.from('1234'), 0, 2)).toBe(12);
    expect(scanNumber(Buffer.from('1.5'), 0, 2)).toBe(1);
    expect(scanNumber(Buffer.from('2e10'), 0, 1)).toBe(2);
  });

  it('of more digits than any double needs are refused, not cut in two', () => {
    expect(scan(`0.${'0'.repeat(700)}1`).value).toBe(0);
    expect(scan('9'.repeat(5000)).value).toBeNull();
  });

  it('equal Number() for every decimal spelling, to the last bit', () => {
    const decimal = fc
      .tuple(
        fc.constantFrom('', '-', '+'),
        fc.stringMatching(/^\d{1,22}$/),
        fc.option(fc.stringMatching(/^\d{0,22}$/), { nil: undefined }),
        fc.option(fc.tuple(fc.constantFrom('e', 'E', 'e+', 'e-'), fc.integer({ min: 0, max: 330 })), {
          nil: undefined,
        }),
      )
      .map(([sign, whole, fraction, exponent]) => {
        const point = fraction === undefined ? '' : `.${fraction}`;
        return `${sign}${whole}${point}${exponent === undefined ? '' : exponent.join('')}`;
      });
    fc.assert(
      fc.property(decimal, (text) => {
        const { value, end } = scan(`${text} 1700000000000`);
        expect(Object.is(value, Number(text))).toBe(true);
        expect(end).toBe(text.length);
      }),
      { numRuns: 5000 },
    );
  });

  it('round trip for every double', () => {
    fc.assert(
      fc.property(fc.double(), (value) => {
        expect(scan(formatValue(value)).value).toBe(value);
        if (value !== 0) expect(scan(value.toExponential()).value).toBe(value);
      }),
      { numRuns: 5000 },
    );
  });

  it('are null for any other text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), (text) => {
        const value = parseGoFloat(text);
        if (value === null || Number.isNaN(value)) return;
        expect(text).toMatch(/^[+-]?(\d|\.\d|0x|inf)/i);
      }),
    );
  });
});
