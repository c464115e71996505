import { describe, expect, it } from 'vitest';
import {
  bridgeOf,
  changeOf,
  findDrift,
  findStep,
  lastOf,
  pauseFacts,
} from '../../../../../src-renderer/features/targets/facts.js';

const series = (v: number[], step = 1000) => ({
  labels: {},
  t: Float64Array.from(v.map((_, i) => i * step)),
  v: Float64Array.from(v),
});
const wobble = (i: number): number => ((i * 7919) % 13) / 13 - 0.5;

describe('findStep', () => {
  it('finds when and how far', () => {
    const step = findStep(
      series(Array.from({ length: 60 }, (_, i) => (i < 40 ? 1.1 : 1.4) + wobble(i) * 0.04)),
      0.15,
    );
    expect(step?.at).toBe(40_000);
    expect(step?.from).toBeCloseTo(1.1, 1);
    expect(step?.to).toBeCloseTo(1.4, 1);
  });
  it('is silent on noise, on too little, and across a gap', () => {
    expect(findStep(series(Array.from({ length: 60 }, (_, i) => 1 + wobble(i))), 0.15)).toBeNull();
    expect(findStep(series([1, 2, 3]), 0.15)).toBeNull();
    expect(findStep(series(new Array<number>(40).fill(NaN)), 0.15)).toBeNull();
  });
});

it('findDrift compares the ends of the window', () => {
  expect(findDrift(series(Array.from({ length: 50 }, (_, i) => 100 + i)), 0.1)?.to).toBeCloseTo(147, 0);
  expect(findDrift(series(new Array<number>(50).fill(3)), 0.1)).toBeNull();
});

it('last and change skip what is missing', () => {
  expect(lastOf(series([1, 2, NaN]))).toBe(2);
  expect(lastOf(undefined)).toBeNull();
  expect(changeOf(series([NaN, 2, 5]))).toEqual({ by: 3, from: 2, since: 1000 });
  expect(changeOf(series([4]))).toBeNull();
});

describe('pauseFacts', () => {
  it('are pauses that happened', () => {
    const facts = pauseFacts(series(Array.from({ length: 100 }, (_, i) => (i + 1) / 1e6)));
    expect(facts).toEqual({ count: 100, p50: 50 / 1e6, p99: 99 / 1e6, worst: { t: 99_000, v: 100 / 1e6 } });
    expect(pauseFacts(series([]))).toBeNull();
    expect(pauseFacts(undefined)).toBeNull();
  });
});

describe('bridgeOf', () => {
  const at = (now: number, then = now) => series([then, now]);
  const input = {
    live: at(212, 128),
    alloc: at(270, 180),
    inuse: at(290, 196),
    idle: at(130),
    released: at(88),
    stacks: at(14),
    meta: [at(20), at(1), undefined],
    sys: at(455),
  };
  it('adds up to RSS', () => {
    const bridge = bridgeOf({ ...input, rss: at(386, 292) });
    expect(bridge?.parts.map((p) => [p.id, p.value, p.change])).toEqual([
      ['live', 212, 84],
      ['dead', 58, 6],
      ['fragmentation', 20, 4],
      ['idle', 42, 0],
      ['stacks', 14, 0],
      ['metadata', 21, 0],
      ['outside', 19, 0],
    ]);
    expect(bridge?.parts.reduce((a, p) => a + p.value, 0)).toBe(386);
    expect(bridge?.total).toEqual({ kind: 'rss', value: 386, change: 94 });
  });
  it('ends at what Go holds without RSS, with the peak as a mark', () => {
    const bridge = bridgeOf({ ...input, rssmax: at(500) });
    expect(bridge?.total).toEqual({ kind: 'go', value: 367, change: 0 });
    expect(bridge?.peak).toBe(500);
    expect(bridge?.parts.at(-1)?.id).toBe('metadata');
  });
  it('steps back where the parts pass RSS, and never shows negative dead memory', () => {
    const bridge = bridgeOf({ ...input, live: at(300), rss: at(300) });
    expect(bridge?.parts[1]?.value).toBe(0);
    expect(bridge?.parts.at(-1)?.value).toBeLessThan(0);
  });
  it('says nothing without MemStats', () => {
    expect(bridgeOf({ meta: [], rss: at(3) })).toBeNull();
  });
});
