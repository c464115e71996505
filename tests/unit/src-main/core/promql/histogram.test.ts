import { describe, expect, it } from 'vitest';
import { MemoryReader } from '../../../../helpers/memory-reader.js';
import { instant, range } from './support.js';

function histogram(buckets: Record<string, string>): MemoryReader {
  const reader = new MemoryReader();
  for (const [le, points] of Object.entries(buckets)) reader.load('h_bucket', points, 1000, { le, job: 'j' });
  return reader;
}

const quantile = (phi: string, reader: MemoryReader): string =>
  instant(`histogram_quantile(${phi}, h_bucket)`, reader, 0);

describe('histogram_quantile', () => {
  const plain = histogram({ '1': '10', '2': '30', '+Inf': '40' });
  it.each([
    ['0', '0'],
    ['0.25', '1'],
    ['0.5', '1.5'],
    ['0.75', '2'],
    ['0.9', '2'],
    ['1', '2'],
    ['-1', '-Infinity'],
    ['2', 'Infinity'],
    ['NaN', 'NaN'],
  ])('%s of 10, 20, 10 is %s', (phi, expected) => {
    expect(quantile(phi, plain)).toBe(`{job="j"} ${expected}`);
  });

  it('is NaN without +Inf, with nothing else, or with no values', () => {
    expect(quantile('0.5', histogram({ '1': '1', '2': '2' }))).toBe('{job="j"} NaN');
    expect(quantile('0.5', histogram({ '+Inf': '2' }))).toBe('{job="j"} NaN');
    expect(quantile('0.5', histogram({ '1': '0', '+Inf': '0' }))).toBe('{job="j"} NaN');
  });

  it('evens out falling counts, and rounding', () => {
    expect(quantile('0.5', histogram({ '1': '10', '2': '5', '+Inf': '10' }))).toBe('{job="j"} 0.5');
    // Without the tolerance rank 10 would fall into the second bucket and give 2.
    expect(quantile('1', histogram({ '1': '10', '2': '10.000000000001', '+Inf': '10.000000000001' }))).toBe(
      '{job="j"} 1',
    );
    expect(quantile('1', histogram({ '1': '10', '2': '10.00001', '+Inf': '10.00001' }))).toBe('{job="j"} 2');
  });

  it('adds up buckets that differ in spelling, skips what is no bound', () => {
    expect(quantile('0.5', histogram({ '1': '1', '1.0': '1', '+Inf': '2', nope: '99' }))).toBe(
      '{job="j"} 0.5',
    );
    expect(quantile('0.5', histogram({ nope: '99' }))).toBe('');
  });

  it('begins below zero when the first bucket does', () => {
    expect(quantile('0.1', histogram({ '-1': '4', '0': '8', '+Inf': '8' }))).toBe('{job="j"} -1');
    expect(quantile('0.75', histogram({ '-1': '4', '0': '8', '+Inf': '8' }))).toBe('{job="j"} -0.5');
  });

  it('takes at every step the buckets that are there', () => {
    const reader = histogram({ '1': '1 1 stale', '+Inf': '2 2 2', '2': '2 stale 2' });
    expect(range('histogram_quantile(0.75, h_bucket)', reader, 3)).toBe('{job="j"} 1.5 1 1.5');
  });
});

describe('its neighbours', () => {
  const reader = histogram({ '1': '10', '2': '30', '+Inf': '40' });
  it('histogram_fraction', () => {
    expect(instant('histogram_fraction(0.5, 1.5, h_bucket)', reader, 0)).toBe('{job="j"} 0.375');
    expect(instant('histogram_fraction(-Inf, +Inf, h_bucket)', reader, 0)).toBe('{job="j"} 1');
  });
  it('histogram_quantiles', () => {
    expect(instant('histogram_quantiles(h_bucket, "q", 0.5, 1)', reader, 0)).toBe(
      '{job="j",q="0.5"} 1.5\n{job="j",q="1.0"} 2',
    );
    expect(instant('histogram_quantiles(h_bucket, "job", 0.5, 0.5)', reader, 0)).toMatch('same labelset');
  });
});
