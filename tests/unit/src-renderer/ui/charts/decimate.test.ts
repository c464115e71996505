import { describe, expect, it } from 'vitest';
import { outline } from '../../../../../src-renderer/ui/charts/decimate.js';

const line = (v: number[], t = v.map((_, i) => i * 1000)): string =>
  outline(Float64Array.from(t), Float64Array.from(v), 4000)
    .map((i) => `${String(i)}:${String(v[i])}`)
    .join(' ');

describe('the outline of a line', () => {
  it('keeps the least and the greatest of each bucket in their order, and the newest point', () => {
    expect(line([1, 9, 5, 3, 2, 4, 0, 3, 7])).toBe('0:1 1:9 5:4 6:0 8:7');
    expect(line([1, 1, 1, 1, 5, 5, 5, 5])).toBe('0:1 4:5 7:5');
  });

  it('keeps a gap open and what stands beside it', () => {
    expect(line([1, 2, NaN, 4, 5, 6, 7, 8])).toBe('0:1 2:NaN 3:4 4:5 7:8');
    expect(line([NaN, NaN, 3, 4])).toBe('0:NaN 2:3 3:4');
    expect(line([NaN, NaN])).toBe('0:NaN 1:NaN');
    expect(line([])).toBe('');
  });

  it('of a window that has moved is the same where both see it', () => {
    const v = Array.from({ length: 40 }, (_, i) => Math.sin(i * 7));
    const t = v.map((_, i) => i * 1000);
    const moved = line(v.slice(4), t.slice(4))
      .split(' ')
      .map((p) => p.split(':')[1]);
    expect(
      line(v)
        .split(' ')
        .map((p) => p.split(':')[1])
        .slice(2),
    ).toEqual(moved);
  });
});
