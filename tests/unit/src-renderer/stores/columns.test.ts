import { describe, expect, it } from 'vitest';
import { lowerBound, RawTable, StepTable } from '../../../../src-renderer/stores/columns.js';

const A = { target: 'a' };
const B = { target: 'b' };
const show = (table: StepTable | RawTable, from = 0, to = Infinity): string[] =>
  table
    .view(from, to)
    .map(
      (s) =>
        `${s.labels['target'] ?? ''} ${[...s.t].map((t, i) => `${String(t)}:${String(s.v[i])}`).join(' ')}`,
    );

describe('StepTable', () => {
  it('loads, appends, replaces what has the same time', () => {
    const table = new StepTable(10);
    expect(table.empty).toBe(true);
    table.load({ id: 'q', t: [0, 1000], series: [{ labels: A, v: [1, 2] }] }, 1000);
    table.merge({ id: 'q', t: [1000, 2000], series: [{ labels: A, v: [20, 3] }] });
    expect(show(table)).toEqual(['a 0:1 1000:20 2000:3']);
    expect(table.empty).toBe(false);
  });

  it('keeps a gap open: null, a missing series and missing steps', () => {
    const table = new StepTable(10);
    table.load({ id: 'q', t: [0, 1000], series: [{ labels: A, v: [1, null] }] }, 1000);
    table.merge({ id: 'q', t: [2000], series: [{ labels: B, v: [5] }] });
    table.merge({ id: 'q', t: [9000], series: [{ labels: A, v: [9] }] });
    expect(show(table)).toEqual([
      'a 0:1 1000:NaN 2000:NaN 3000:NaN 9000:9',
      'b 0:NaN 1000:NaN 2000:5 3000:NaN 9000:NaN',
    ]);
  });

  it('takes what was known at a moment out again when there is newer word', () => {
    const table = new StepTable(10);
    table.load({ id: 'q', t: [0, 1000], series: [{ labels: A, v: [1, 2] }] }, 1000);
    table.merge({ id: 'q', t: [1000, 1300], series: [{ labels: A, v: [2, 3] }] });
    expect(show(table)).toEqual(['a 0:1 1000:2 1300:3']);
    table.merge({ id: 'q', t: [1000, 1900], series: [{ labels: A, v: [2, 4] }] });
    table.merge({ id: 'q', t: [], series: [] });
    expect(show(table)).toEqual(['a 0:1 1000:2 1900:4']);
    table.merge({ id: 'q', t: [1000, 2000, 2100], series: [{ labels: A, v: [2, 5, 6] }] });
    expect(show(table)).toEqual(['a 0:1 1000:2 2000:5 2100:6']);
  });

  it('reads the strings of JSON numbers', () => {
    const table = new StepTable(10);
    table.load({ id: 'q', t: [0, 1, 2], series: [{ labels: A, v: ['+Inf', '-Inf', 'NaN'] }] }, 1);
    expect(show(table)).toEqual(['a 0:Infinity 1:-Infinity 2:NaN']);
  });

  it('drops the oldest when it is full, and ignores what is older than it keeps', () => {
    const table = new StepTable(16);
    table.load({ id: 'q', t: [0], series: [{ labels: A, v: [0] }] }, 1);
    for (let t = 1; t <= 500; t += 1) table.merge({ id: 'q', t: [t], series: [{ labels: A, v: [t * 10] }] });
    table.merge({ id: 'q', t: [3], series: [{ labels: A, v: [1] }] });
    const [series] = table.view(490, 500);
    expect([...(series?.t ?? [])]).toEqual([489, 490, 491, 492, 493, 494, 495, 496, 497, 498, 499, 500]);
    expect(series?.v[11]).toBe(5000);
  });

  it('loads no more than it keeps, and a load forgets what was', () => {
    const table = new StepTable(8);
    const t = Array.from({ length: 100 }, (_, i) => i);
    table.load({ id: 'q', t, series: [{ labels: A, v: t }] }, 1);
    expect(table.view(0, 100)[0]?.t.length).toBe(16);
    table.load({ id: 'q', t: [], series: [] }, 1);
    expect(table.empty).toBe(true);
  });
});

describe('RawTable', () => {
  it('gives every series times of its own and orders nothing anew', () => {
    const table = new RawTable(4);
    table.load({ id: 'q', series: [{ labels: A, t: [1, 5], v: [1, 5] }] });
    table.merge({
      id: 'q',
      series: [
        { labels: A, t: [5, 6], v: [50, 6] },
        { labels: B, t: [2], v: [2] },
      ],
    });
    table.merge({ id: 'q', series: [{ labels: A, t: [2], v: [9] }] });
    expect(show(table)).toEqual(['a 1:1 5:50 6:6', 'b 2:2']);
    expect(show(table, 5, 6)).toEqual(['a 5:50 6:6', 'b ']);
    expect(table.empty).toBe(false);
  });

  it('halves itself when full', () => {
    const table = new RawTable(64);
    for (let t = 1; t <= 400; t += 1) table.merge({ id: 'q', series: [{ labels: A, t: [t], v: [t] }] });
    const [series] = table.view(0, 1000);
    expect(series?.t.at(-1)).toBe(400);
    expect(series?.t.length).toBeLessThanOrEqual(128);
  });
});

it('lowerBound finds the first time at or after', () => {
  const t = Float64Array.from([1, 3, 5]);
  expect([0, 1, 2, 5, 6].map((x) => lowerBound(t, 3, x))).toEqual([0, 0, 1, 2, 3]);
});
