import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import {
  bytesStep,
  changeLike,
  exact,
  figure,
  format,
  formatRound,
  integer,
  NO_LIMIT,
  percentChange,
  signed,
  significant,
} from '../../../../../src-renderer/ui/format/number.js';
import { bytesBase } from '../../../../../src-renderer/ui/format/prefs.js';

afterEach(() => {
  bytesBase.value = 1000;
});

const CASE = new URL('../../../../../../shared/data/cases/U-5.txt', import.meta.url);

describe('significant', () => {
  it.each([
    [0, '0'],
    [-0, '0'],
    [0.842, '0.842'],
    [1.42, '1.42'],
    [12.5, '12.5'],
    [99.96, '100'],
    [212.4, '212'],
    [1204, '1\u2009204'],
    [31_420, '31\u2009420'],
    [-0.5, '\u22120.500'],
    [1e-9, '1.00e-9'],
    [0.000_99, '9.90e-4'],
    [9223372036854775807, '9.22e18'],
    [Infinity, '∞'],
    [-Infinity, '\u2212∞'],
    [NaN, 'NaN'],
  ])('%d is %s', (n, text) => {
    expect(significant(n)).toBe(text);
  });
});

describe('case U-5', () => {
  const text = (() => {
    try {
      return readFileSync(CASE, 'utf8');
    } catch {
      return 'odd{case="plus_inf"} +Inf\nodd{case="nan"} NaN\nodd{case="tiny"} 1e-9\nodd{case="max_int64"} 9.223372036854775807e18\nodd{case="plain"} 12.5\ngo_gc_gomemlimit_bytes 9.223372036854775807e+18\n';
    }
  })();
  const value = (name: string): number => {
    const found = new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? '';
    return found === '+Inf' ? Infinity : Number(found);
  };
  it('shows infinity, NaN, tiny and huge for what they are', () => {
    const shown = ['plus_inf', 'nan', 'tiny', 'max_int64', 'plain'].map((c) =>
      format(value(`odd\\{case="${c}"\\}`), 'number'),
    );
    expect(shown).toEqual(['∞', 'NaN', '1.00e-9', '9.22e18', '12.5']);
  });
  it('knows MaxInt64 as "no limit"', () => {
    expect(value('go_gc_gomemlimit_bytes')).toBeGreaterThanOrEqual(NO_LIMIT);
    expect(512 * 1024 ** 3).toBeLessThan(NO_LIMIT);
  });
});

describe('figure and format', () => {
  it('scales bytes by 1000 or 1024, as the settings say', () => {
    expect([0, 999, 1000, 212e6, 1.24e9].map((n) => format(n, 'bytes'))).toEqual([
      '0\u2009B',
      '999\u2009B',
      '1.00\u2009kB',
      '212\u2009MB',
      '1.24\u2009GB',
    ]);
    expect(bytesStep(212e6)).toBe(1e6);
    bytesBase.value = 1024;
    const MIB = 1024 * 1024;
    expect(
      [0, 999, 1023, 1024, 212 * MIB, 999.6 * MIB, 1.24 * 1024 * MIB].map((n) => format(n, 'bytes')),
    ).toEqual([
      '0\u2009B',
      '999\u2009B',
      '0.999\u2009KiB',
      '1.00\u2009KiB',
      '212\u2009MiB',
      '0.976\u2009GiB',
      '1.24\u2009GiB',
    ]);
    expect(bytesStep(212 * MIB)).toBe(MIB);
  });
  it('scales seconds', () => {
    expect([0, 4e-8, 0.000_141, 0.0038, 2, 200, 9000, 200_000].map((n) => format(n, 'seconds'))).toEqual([
      '0\u2009s',
      '40.0\u2009ns',
      '141\u2009µs',
      '3.80\u2009ms',
      '2.00\u2009s',
      '3.33\u2009min',
      '2.50\u2009h',
      '2.31\u2009d',
    ]);
  });
  it('keeps counts whole and says millions', () => {
    expect([88, 8412, 0.5, 12_345_678, 5e9].map((n) => format(n, 'count'))).toEqual([
      '88',
      '8\u2009412',
      '0.500',
      '12.3\u2009M',
      '5.00\u2009G',
    ]);
  });
  it('writes shares in per cent, rates without a space', () => {
    expect(format(0.041, 'share')).toBe('4.10\u2009%');
    expect(format(8.7, 'perMinute')).toBe('8.70/min');
    expect(format(3, 'perSecond')).toBe('3/s');
    expect(figure(1.42, 'cores')).toEqual({ value: '1.42', unit: 'cores' });
    expect(format(null, 'bytes')).toBe('—');
  });
  it('drops zeros that say nothing', () => {
    expect(formatRound(32e6, 'bytes')).toBe('32\u2009MB');
    expect(formatRound(0.008, 'share')).toBe('0.8\u2009%');
    expect(formatRound(100, 'count')).toBe('100');
  });
});

describe('changes', () => {
  it('have the unit and digits of their value', () => {
    const MIB = 1e6;
    expect(changeLike(84 * MIB, 212 * MIB, 'bytes')).toBe('+84');
    expect(changeLike(-70_000, 61.8 * MIB, 'bytes')).toBe('\u22120.1');
    expect(changeLike(0.006, 0.041, 'share')).toBe('+0.60');
    expect(changeLike(0.31, 1.42, 'cores')).toBe('+0.31');
    expect(changeLike(1e-6, 1.42, 'cores')).toBe('0');
    expect(changeLike(1500, 9000, 'count')).toBe('+1\u2009500');
    expect(changeLike(0.000_02, 0.000_4, 'seconds')).toBe('+20');
  });
  it('per cent has no sign on nothing', () => {
    expect([0.28, -0.067, 1.26, -0.0001, 0.9996].map(percentChange)).toEqual([
      '+28.0\u2009%',
      '\u22126.7\u2009%',
      '+126\u2009%',
      '0\u2009%',
      '+100\u2009%',
    ]);
  });
  it('signed keeps its own unit', () => {
    expect(signed(-2048, 'bytes')).toBe('\u22122.05\u2009kB');
    expect(signed(0, 'count')).toBe('0');
  });
});

it('exact and integer group digits', () => {
  expect(exact(1234567.25)).toBe('1\u2009234\u2009567.25');
  expect(exact(-3)).toBe('\u22123');
  expect(exact(1e-9)).toBe('1e\u22129');
  expect(integer(-1204.4)).toBe('\u22121\u2009204');
});
