import { describe, expect, it } from 'vitest';
import { MemoryReader } from '../../../../helpers/memory-reader.js';
import { instant } from './support.js';

function readerOf(text: string, resets: number[] = []): MemoryReader {
  const reader = new MemoryReader();
  reader.load('x', text, 10_000).resets = resets;
  return reader;
}

describe('rate and increase', () => {
  it('extend to the edges of the window', () => {
    // 4 samples in (10 s, 50 s], 30 s apart in all; 10 s to the left edge are below 1.1 intervals.
    expect(instant('increase(x[40s])', readerOf('100+10x10'), 50_000)).toBe('{} 40');
    expect(instant('rate(x[40s])', readerOf('100+10x10'), 50_000)).toBe('{} 1');
  });

  it('extend by half an interval where the series begins', () => {
    expect(instant('increase(x[100s])', readerOf('100 110 120'), 20_000)).toBe('{} 25');
  });

  it('never extend below zero', () => {
    expect(instant('increase(x[100s])', readerOf('1 11 21'), 20_000)).toBe('{} 21');
  });

  it('take the zero point first when windows are closed, as Prometheus 2 did', () => {
    // Zero lies 8 s before the first sample: farther than half an interval, nearer than the threshold.
    const reader = readerOf('8 18 28');
    expect(instant('increase(x[100s])', reader, 20_000)).toBe('{} 25');
    expect(instant('increase(x[100s])', reader, 20_000, { leftOpen: false })).toBe('{} 28');
  });

  it('count a fall as a beginning from zero', () => {
    expect(instant('increase(x[30s])', readerOf('100 110 5 15'), 30_000)).toBe('{} 22.5');
    expect(instant('delta(x[30s])', readerOf('100 110 5 15'), 30_000)).toBe('{} -142.5');
  });

  it('count a restart as one too, even if the value rose', () => {
    const text = '100 110 200 210';
    expect(instant('increase(x[30s])', readerOf(text), 30_000)).toBe('{} 150');
    // 210 - 110 + 110 within 20 s, extended to 30 s
    expect(instant('increase(x[30s])', readerOf(text, [15_000]), 30_000)).toBe('{} 315');
    expect(instant('increase(x[30s])', readerOf(text, [20_000]), 30_000)).toBe('{} 315');
    expect(instant('resets(x[30s])', readerOf(text, [15_000]), 30_000)).toBe('{} 1');
    expect(instant('resets(x[30s])', readerOf(text, [5000, 25_000, 40_000]), 30_000)).toBe('{} 1');
    expect(instant('delta(x[30s])', readerOf(text, [15_000]), 30_000)).toBe('{} 150');
  });

  it('need two samples', () => {
    expect(instant('rate(x[10s])', readerOf('1 2 3'), 20_000)).toBe('');
  });
});

describe('irate, idelta, changes', () => {
  it('look at the last two samples', () => {
    expect(instant('irate(x[60s])', readerOf('0 10 30'), 20_000)).toBe('{} 2');
    expect(instant('irate(x[60s])', readerOf('0 10 5'), 20_000)).toBe('{} 0.5');
    expect(instant('irate(x[60s])', readerOf('0 10 30', [15_000]), 20_000)).toBe('{} 3');
    expect(instant('irate(x[60s])', readerOf('0 10 30', [5000]), 20_000)).toBe('{} 2');
    expect(instant('idelta(x[60s])', readerOf('0 10 5'), 20_000)).toBe('{} -5');
  });

  it('count changes, NaN being one value', () => {
    expect(instant('changes(x[60s])', readerOf('1 1 2 NaN NaN 2'), 50_000)).toBe('{} 3');
  });
});
