import { describe, expect, it } from 'vitest';
import { MemoryReader } from '../../../../helpers/memory-reader.js';
import { instant, range } from './support.js';

describe('instant selectors', () => {
  it('take the newest sample within the lookback', () => {
    const reader = new MemoryReader();
    reader.load('x', '1 2 _ _ 5');
    expect(range('x', reader, 6, { lookbackMs: 2000 })).toBe('{__name__="x"} 1 2 2 _ 5 5');
    expect(range('x', reader, 6, { lookbackMs: 2000, leftOpen: false })).toBe('{__name__="x"} 1 2 2 2 5 5');
  });

  it('look back by the interval of each series, 15 s at least', () => {
    const reader = new MemoryReader();
    reader.load('fast', '1', 1000);
    reader.load('slow', '1', 10_000);
    expect(instant('fast', reader, 14_999)).toBe('{__name__="fast"} 1');
    expect(instant('fast', reader, 15_000)).toBe('');
    expect(instant('slow', reader, 29_999)).toBe('{__name__="slow"} 1');
    expect(instant('slow', reader, 30_000)).toBe('');
  });

  it('end at a stale marker', () => {
    const reader = new MemoryReader();
    reader.load('x', '1 stale _ 4 NaN');
    expect(range('x', reader, 5)).toBe('{__name__="x"} 1 _ _ 4 NaN');
  });

  it('shift by offset and @', () => {
    const reader = new MemoryReader();
    reader.load('x', '0 1 2 3');
    expect(range('x offset 1s', reader, 4)).toBe('{__name__="x"} _ 0 1 2');
    expect(range('x offset -1s', reader, 3)).toBe('{__name__="x"} 1 2 3');
    expect(range('x @ 2', reader, 3)).toBe('{__name__="x"} 2 2 2');
    expect(range('x @ end() - x @ start()', reader, 3)).toBe('{} 2 2 2');
    expect(range('rate(x[2s] @ end())', reader, 4)).toBe('{} 1 1 1 1');
  });

  it('read every series once', () => {
    const reader = new MemoryReader();
    reader.load('x', '0+1x50');
    range('rate(x[5s])', reader, 50);
    expect(reader.reads).toBe(1);
  });
});

describe('windows', () => {
  it('are open on the left, or closed as in Prometheus 2', () => {
    const reader = new MemoryReader();
    reader.load('x', '1 1 1 1');
    expect(range('count_over_time(x[2s])', reader, 4)).toBe('{} 1 2 2 2');
    expect(range('count_over_time(x[2s])', reader, 4, { leftOpen: false })).toBe('{} 1 2 3 3');
  });

  it('skip stale markers', () => {
    const reader = new MemoryReader();
    reader.load('x', '1 stale 3 stale');
    expect(range('sum_over_time(x[10s])', reader, 4)).toBe('{} 1 1 4 4');
  });

  it('of $w follow interval and step', () => {
    const reader = new MemoryReader();
    reader.load('x', '1x100', 1000, { every: '1s' });
    reader.load('x', '1x100', 5000, { every: '5s' });
    expect(instant('count_over_time(x[$w])', reader, 60_000)).toBe('{every="1s"} 4\n{every="5s"} 4');
  });

  it('give their samples to an instant query', () => {
    const reader = new MemoryReader();
    reader.load('x', '1 2 3 4');
    expect(instant('x[2s]', reader, 3000)).toBe('{__name__="x"} 3 4');
    expect(range('x[2s]', reader, 3)).toMatch('PROMQL_TYPE');
  });
});

describe('subqueries', () => {
  it('run on multiples of their own step', () => {
    const reader = new MemoryReader();
    reader.load('x', '0+1x20');
    expect(instant('sum_over_time(x[10s:5s])', reader, 12_300)).toBe('{} 15');
    expect(instant('max_over_time(rate(x[2s])[10s:1s])', reader, 12_000)).toBe('{} 1');
    expect(
      instant('count_over_time(x[3m:])', reader, 180_000, { subqueryStepMs: 60_000, lookbackMs: 300_000 }),
    ).toBe('{} 3');
  });
});
