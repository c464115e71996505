import { describe, expect, it } from 'vitest';
import { FUNCTIONS } from '../../../../../src-main/core/promql/functions/table.js';
import { expand } from '../../../../../src-main/core/promql/functions/labels.js';
import { MemoryReader } from '../../../../helpers/memory-reader.js';
import { instant, range } from './support.js';

const reader = new MemoryReader();
reader.load('x', '1 5 3 4 2', 1000);
reader.load('neg', '-2.5', 1000);

describe('over time', () => {
  it.each([
    ['avg_over_time(x[5s])', '3'],
    ['sum_over_time(x[5s])', '15'],
    ['min_over_time(x[5s])', '1'],
    ['max_over_time(x[5s])', '5'],
    ['count_over_time(x[5s])', '5'],
    ['quantile_over_time(0.25, x[5s])', '2'],
    ['stdvar_over_time(x[5s])', '2'],
    ['stddev_over_time(x[5s])', String(Math.SQRT2)],
    ['mad_over_time(x[5s])', '1'],
    ['present_over_time(x[5s])', '1'],
    ['ts_of_max_over_time(x[5s])', '1'],
    ['ts_of_min_over_time(x[5s])', '0'],
    ['ts_of_first_over_time(x[3s])', '2'],
    ['ts_of_last_over_time(x[3s])', '4'],
    ['deriv(x[5s])', '0.1'],
    ['predict_linear(x[5s], 10)', '4.2'],
    ['double_exponential_smoothing(x[5s], 0.5, 0.5)', '4.8125'],
  ])('%s = %s', (text, expected) => {
    const [labels, value] = instant(text, reader, 4000).split(' ');
    expect(labels).toBe('{}');
    expect(Number(value)).toBeCloseTo(Number(expected), 12);
  });

  it('first and last keep the name', () => {
    expect(instant('first_over_time(x[2s])', reader, 4000)).toBe('{__name__="x"} 4');
    expect(instant('last_over_time(x[2s])', reader, 4000)).toBe('{__name__="x"} 2');
  });

  it('smoothing wants factors between 0 and 1', () => {
    expect(instant('double_exponential_smoothing(x[5s], 1, 0.5)', reader, 4000)).toMatch(
      'PROMQL_TYPE: invalid smoothing',
    );
  });
});

describe('value by value', () => {
  it.each([
    ['abs(neg)', '2.5'],
    ['ceil(neg)', '-2'],
    ['floor(neg)', '-3'],
    ['round(neg)', '-2'],
    ['round(neg, 0.4)', '-2.4'],
    ['sgn(neg)', '-1'],
    ['sqrt(neg)', 'NaN'],
    ['clamp(neg, -1, 1)', '-1'],
    ['clamp_min(neg, 0)', '0'],
    ['clamp_max(neg, -3)', '-3'],
    ['exp(neg * 0)', '1'],
    ['deg(neg * 0 + pi())', '180'],
    ['scalar(neg)', '-2.5'],
    ['vector(time())', '0'],
  ])('%s = %s', (text, expected) => {
    expect(instant(text, reader, 0)).toBe(`{} ${expected}`);
  });

  it('clamp is empty where its bounds are crossed', () => {
    expect(range('clamp(x, time(), 1)', reader, 3)).toBe('{} 1 1 _');
  });

  it('scalar of none or several is NaN', () => {
    expect(instant('scalar(nothing)', reader, 0)).toBe('{} NaN');
    expect(instant('scalar({__name__=~"x|neg"})', reader, 0)).toBe('{} NaN');
  });
});

describe('time', () => {
  const later = Date.UTC(2024, 1, 29, 23, 59, 7);
  it.each([
    ['year()', '2024'],
    ['month()', '2'],
    ['day_of_month()', '29'],
    ['day_of_week()', '4'],
    ['day_of_year()', '60'],
    ['days_in_month()', '29'],
    ['hour()', '23'],
    ['minute()', '59'],
    ['time()', String(later / 1000)],
    ['year(vector(0))', '1970'],
  ])('%s = %s', (text, expected) => {
    expect(instant(text, reader, later)).toBe(`{} ${expected}`);
  });

  it('timestamp is the sample’s, of an expression the step’s', () => {
    expect(instant('timestamp(x)', reader, 9500)).toBe('{} 4');
    expect(instant('timestamp(x + 0)', reader, 9500)).toBe('{} 9.5');
  });
});

describe('labels', () => {
  it('expand templates as Go does', () => {
    const group = (name: string): string => `<${name}>`;
    expect(expand('$1-${2}x $1x $$1 $', group)).toBe('<1>-<2>x <1x> $1 $');
  });

  it('replace where the whole value matches', () => {
    const labelled = new MemoryReader();
    labelled.load('m', '1', 1000, { src: 'ab-12' });
    const replace = (to: string, pattern: string): string =>
      instant(`label_replace(m, "dst", "${to}", "src", "${pattern}")`, labelled, 0);
    expect(replace('$2/$1', '(\\\\w+)-(?P<n>\\\\d+)')).toBe('{__name__="m",dst="12/ab",src="ab-12"} 1');
    expect(replace('${n}', '(\\\\w+)-(?P<n>\\\\d+)')).toBe('{__name__="m",dst="12",src="ab-12"} 1');
    expect(replace('$9$none', '.*')).toBe('{__name__="m",src="ab-12"} 1');
    expect(replace('x', 'ab')).toBe('{__name__="m",src="ab-12"} 1');
    expect(replace('x', '(')).toMatch('PROMQL_TYPE: invalid regular expression');
    expect(instant('label_replace(m, "", "x", "src", ".*")', labelled, 0)).toMatch('PROMQL_TYPE');
    expect(instant('label_join(m, "dst", "+", "src", "none", "src")', labelled, 0)).toBe(
      '{__name__="m",dst="ab-12++ab-12",src="ab-12"} 1',
    );
    expect(instant('label_join(m, "", "+", "src")', labelled, 0)).toMatch('PROMQL_TYPE');
  });

  it('absent says what it knows of what is missing', () => {
    expect(range('absent(nothing{a="b",c=~"d",e="f",e="g"})', reader, 2)).toBe('{a="b"} 1 1');
    expect(range('absent(x > 1)', reader, 3)).toBe('{} 1 _ _');
    expect(range('absent_over_time(x[1s] offset 3s)', reader, 4)).toBe('{} 1 1 1 _');
  });
});

it('every function can be called', () => {
  const sample = { range: 'x[5s]', vector: 'x', scalar: '0.5', string: '"a"' };
  for (const [name, { args }] of FUNCTIONS) {
    const text = `${name}(${args.map((type) => sample[type]).join(', ')})`;
    expect(`${text} ${instant(text, reader, 4000)}`).not.toMatch('PROMQL_');
  }
});
