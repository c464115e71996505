import { describe, expect, it } from 'vitest';
import { linearScale, logScale, spread, timeTicks } from '../../../../../src-renderer/ui/charts/scale.js';
import { newest, oldest, sparkShape, valueAt } from '../../../../../src-renderer/ui/charts/spark.js';

describe('scales', () => {
  it('ends a little above the highest, on round ticks', () => {
    expect(linearScale(1.5).ticks).toEqual([0.5, 1, 1.5]);
    expect(linearScale(1218, { whole: true }).ticks).toEqual([500, 1000]);
    expect(linearScale(0).max).toBeGreaterThan(0);
    expect(linearScale(Infinity).ticks.length).toBeGreaterThan(0);
    expect(linearScale(0.02, { least: 0.05 }).max).toBeGreaterThanOrEqual(0.05);
  });
  it('counts bytes in powers of two', () => {
    const MIB = 1024 * 1024;
    expect(linearScale(512 * MIB, { binary: true }).ticks.map((t) => t / MIB)).toEqual([128, 256, 384, 512]);
  });
  it('stays readable for a plain value', () => {
    expect(linearScale(12.5).ticks).toEqual([5, 10]);
  });
  it('spans whole decades', () => {
    expect(logScale(3e-5, 0.0038)).toEqual({ min: 1e-5, max: 1e-2, ticks: [1e-5, 1e-4, 1e-3, 1e-2] });
    expect(logScale(0, 0).ticks.length).toBeGreaterThanOrEqual(3);
  });
  it('puts ticks on round times', () => {
    const end = Date.UTC(2026, 10, 25, 14, 32, 8);
    const ticks = timeTicks(end - 900_000, end, 320);
    expect(ticks.length).toBeGreaterThan(2);
    expect(ticks.every((t) => t % 60_000 === 0)).toBe(true);
  });
});

describe('spread', () => {
  it('moves labels apart and keeps them inside', () => {
    const y = spread([50, 52, 51], 14, 0, 200);
    const sorted = [...y].sort((a, b) => a - b);
    expect((sorted[1] ?? 0) - (sorted[0] ?? 0)).toBeGreaterThanOrEqual(13.9);
    expect((sorted[2] ?? 0) - (sorted[1] ?? 0)).toBeGreaterThanOrEqual(13.9);
    expect(y[0]).toBeLessThan(y[2] ?? 0);
  });
  it('leaves distant ones alone and stacks up from the bottom', () => {
    expect(spread([10, 100], 14, 0, 200)).toEqual([10, 100]);
    expect(Math.max(...spread([199, 200, 198], 14, 0, 200))).toBeLessThanOrEqual(200);
    expect(spread([], 14, 0, 200)).toEqual([]);
  });
});

describe('sparkline', () => {
  const t = Float64Array.from([0, 1, 2, 3]);
  it('never joins a gap', () => {
    const { d, end } = sparkShape(t, Float64Array.from([1, NaN, 1.1, 1.2]), {
      width: 50,
      height: 20,
      from: 0,
      to: 3,
    });
    expect(d.match(/M/g)?.length).toBe(2);
    expect(end).not.toBeNull();
  });
  it('has no end dot when the line has ended, and nothing without data', () => {
    expect(
      sparkShape(t, Float64Array.from([1, 1, NaN, NaN]), {
        width: 50,
        height: 20,
        from: 0,
        to: 60_000,
        fresh: 100,
      }).end,
    ).toBeNull();
    expect(sparkShape(t, new Float64Array(4).fill(NaN), { width: 50, height: 20, from: 0, to: 3 })).toEqual({
      d: '',
      end: null,
    });
  });
  it('finds newest, oldest and nearest', () => {
    const v = Float64Array.from([NaN, 5, 7, NaN]);
    expect(newest(t, v)).toEqual({ t: 2, v: 7 });
    expect(oldest(t, v)).toEqual({ t: 1, v: 5 });
    expect(valueAt(t, v, 1.2, 1)).toBe(5);
    expect(valueAt(t, v, 40, 1)).toBeNaN();
  });
});
