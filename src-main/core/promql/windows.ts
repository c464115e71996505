import { bitsOf, isStale } from '../../../shared/base/stale.js';
import type { SampleColumns } from '../../../shared/model/series.js';
import type { RangeLength, RangeSelector, Subquery } from './ast.js';
import { at } from './columns.js';
import { lookTimes, type Env, type Evaluate, type Evaluation } from './env.js';
import type { RangeSeries, Window } from './range-series.js';
import { evaluateSubquery } from './subquery.js';

/** `$w`: as many samples of the series' own interval as rate() needs to be steady; at least one step. */
const AUTO_RANGE_INTERVALS = 4;
/** See AUTO_MARGIN_MS in selector.ts: only decides which series are looked at. */
const AUTO_MARGIN_MS = 3_600_000;

/** The series of a range vector, read one after the other, and where (ms) each step's window ends. */
export function* openRange(
  range: RangeSelector | Subquery,
  env: Env,
  evaluate: Evaluate,
): Evaluation<{ ends: Float64Array; series: Iterable<RangeSeries> }> {
  const ends = lookTimes(range.shift, env);
  if (range.kind === 'subquery') return { ends, series: yield* evaluateSubquery(range, ends, env, evaluate) };
  return { ends, series: readRange(range, ends, env) };
}

function* readRange(range: RangeSelector, ends: Float64Array, env: Env): Generator<RangeSeries> {
  const [firstMs, lastMs] = [at(ends, 0), at(ends, ends.length - 1)];
  const margin = range.length.kind === 'auto' ? Math.max(AUTO_MARGIN_MS, env.stepMs) : range.length.ms;
  for (const selected of env.reader.select(range.matchers, firstMs - margin, lastMs)) {
    const rangeMs = lengthOf(range.length, selected.intervalMs, env);
    const { t, v } = withoutStale(selected.samples(firstMs - rangeMs, lastMs));
    env.meter.add(t.length);
    yield { labels: selected.labels, dropName: false, t, v, rangeMs, restarts: selected.resets };
  }
}

function lengthOf(length: RangeLength, intervalMs: number, env: Env): number {
  return length.kind === 'ms' ? length.ms : Math.max(AUTO_RANGE_INTERVALS * intervalMs, env.stepMs);
}

function withoutStale(samples: SampleColumns): SampleColumns {
  const { t, v } = samples;
  const bits = bitsOf(v);
  let kept = 0;
  for (let i = 0; i < t.length; i++) if (!isStale(bits, i)) kept += 1;
  if (kept === t.length) return samples;
  const fresh = { t: new Float64Array(kept), v: new Float64Array(kept) };
  let next = 0;
  for (let i = 0; i < t.length; i++) {
    if (isStale(bits, i)) continue;
    fresh.t[next] = at(t, i);
    fresh.v[next] = at(v, i);
    next += 1;
  }
  return fresh;
}

/** Slides a window over one series from step to step. */
export class WindowSlider {
  readonly window: Window;
  private readonly ends: Float64Array;
  private readonly times: Float64Array;

  constructor(series: RangeSeries, ends: Float64Array, env: Env) {
    const { t, v, rangeMs } = series;
    const { leftOpen } = env.options;
    this.window = { t, v, rangeMs, leftOpen, from: 0, to: 0, startMs: 0, endMs: 0, step: -1, stepTimeMs: 0 };
    this.ends = ends;
    this.times = env.times;
  }

  /** Moves to the next step; false after the last. Both bounds only move forward: steps ascend. */
  next(): boolean {
    const { window } = this;
    window.step += 1;
    if (window.step >= this.ends.length) return false;
    const { t, step } = window;
    window.endMs = at(this.ends, step);
    window.startMs = window.endMs - window.rangeMs;
    window.stepTimeMs = at(this.times, step);
    while (window.to < t.length && at(t, window.to) <= window.endMs) window.to += 1;
    while (window.from < window.to && isBefore(at(t, window.from), window)) window.from += 1;
    return true;
  }
}

const isBefore = (sampleMs: number, { startMs, leftOpen }: Window): boolean =>
  leftOpen ? sampleMs <= startMs : sampleMs < startMs;
