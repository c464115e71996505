import { at } from '../columns.js';
import type { RangeSeries, Window } from '../range-series.js';
import { overWindows, type FunctionFamily } from './spec.js';

/** At most this much more than the usual distance of samples may lie between the first or last and the window's edge. */
const EXTRAPOLATION_THRESHOLD = 1.1;

/** Prometheus promql/functions.go: extrapolatedRate, instantValue, funcResets, funcChanges. */
export const counterFunctions: FunctionFamily = {
  rate: overWindows((series) => extrapolated(series, 'rate'), { least: 2 }),
  increase: overWindows((series) => extrapolated(series, 'increase'), { least: 2 }),
  delta: overWindows((series) => extrapolated(series, 'delta'), { least: 2 }),
  irate: overWindows((series) => instantRate(series), { least: 2 }),
  idelta: overWindows(
    () =>
      ({ v, to }) =>
        at(v, to - 1) - at(v, to - 2),
    { least: 2 },
  ),
  resets: overWindows((series) => {
    const resets = resetsIn(series);
    return (window) => resets(window).length;
  }),
  changes: overWindows(() => changes),
};

/** Indices of the samples that begin a counter anew: the value fell, or the target restarted since the last one. */
function resetIndices({ t, v, restarts }: RangeSeries): Int32Array {
  const indices: number[] = [];
  let restart = 0;
  while (restart < restarts.length && (restarts[restart] ?? 0) <= at(t, 0)) restart += 1;
  for (let i = 1; i < v.length; i++) {
    let restarted = false;
    while (restart < restarts.length && (restarts[restart] ?? 0) <= at(t, i)) {
      restarted = true;
      restart += 1;
    }
    if (restarted || at(v, i) < at(v, i - 1)) indices.push(i);
  }
  return Int32Array.from(indices);
}

const indexAt = (indices: Int32Array, at: number): number => indices[at] as number;

const NO_INDICES = new Int32Array(0);

/** The resets between two samples of a window; found once a series, so that a step costs only the resets in it. */
function resetsIn(series: RangeSeries): (window: Window) => Int32Array {
  const indices = resetIndices(series);
  if (indices.length === 0) return () => NO_INDICES;
  let first = 0;
  let end = 0;
  return ({ from, to }) => {
    while (first < indices.length && indexAt(indices, first) <= from) first += 1;
    end = Math.max(first, end);
    while (end < indices.length && indexAt(indices, end) < to) end += 1;
    return indices.subarray(first, end);
  };
}

/**
 * How much a series changed in a window, extended to the window's edges where the samples suggest that the
 * series goes on beyond them.
 */
function extrapolated(series: RangeSeries, kind: 'rate' | 'increase' | 'delta'): (window: Window) => number {
  const isCounter = kind !== 'delta';
  const resets = isCounter ? resetsIn(series) : undefined;
  const rangeSeconds = goSeconds(series.rangeMs);
  return (window) => {
    const { t, v, from, to } = window;
    let change = at(v, to - 1) - at(v, from);
    if (resets !== undefined) for (const index of resets(window)) change += at(v, index - 1);
    const sampledSeconds = (at(t, to - 1) - at(t, from)) / 1000;
    const averageSeconds = sampledSeconds / (to - from - 1);
    const threshold = averageSeconds * EXTRAPOLATION_THRESHOLD;
    const zeroSeconds =
      isCounter && change > 0 && at(v, from) >= 0 ? sampledSeconds * (at(v, from) / change) : Infinity;
    const startSeconds = toStart(window, averageSeconds, threshold, zeroSeconds);
    let endSeconds = (window.endMs - at(t, to - 1)) / 1000;
    if (endSeconds >= threshold) endSeconds = averageSeconds / 2;
    let factor = (sampledSeconds + startSeconds + endSeconds) / sampledSeconds;
    if (kind === 'rate') factor /= rangeSeconds;
    return change * factor;
  };
}

/**
 * By how much to extend to the left. A counter cannot have been negative, so never beyond the moment at which
 * it would have been 0. Prometheus 2 asked for that moment first, see EvalOptions.leftOpen.
 */
function toStart(window: Window, averageSeconds: number, threshold: number, zeroSeconds: number): number {
  let seconds = (at(window.t, window.from) - window.startMs) / 1000;
  if (!window.leftOpen) seconds = Math.min(seconds, zeroSeconds);
  if (seconds >= threshold) seconds = averageSeconds / 2;
  return window.leftOpen ? Math.min(seconds, zeroSeconds) : seconds;
}

/** Go's Duration.Seconds, whose last bit may differ from ms / 1000. */
function goSeconds(ms: number): number {
  const whole = Math.trunc(ms / 1000);
  return whole + ((ms - whole * 1000) * 1e6) / 1e9;
}

function instantRate(series: RangeSeries): (window: Window) => number {
  const resets = resetsIn(series);
  return (window) => {
    const { t, v, to } = window;
    const isReset = resets(window).at(-1) === to - 1;
    const change = isReset ? at(v, to - 1) : at(v, to - 1) - at(v, to - 2);
    return change / ((at(t, to - 1) - at(t, to - 2)) / 1000);
  };
}

function changes({ v, from, to }: Window): number {
  let count = 0;
  for (let i = from + 1; i < to; i++) {
    const [now, before] = [at(v, i), at(v, i - 1)];
    if (now !== before && !(Number.isNaN(now) && Number.isNaN(before))) count += 1;
  }
  return count;
}
