import { at } from '../columns.js';
import { KahanMean, KahanSum } from '../kahan.js';
import { quantile } from '../quantile.js';
import type { Window } from '../range-series.js';
import { overWindows, type FunctionFamily } from './spec.js';

/** Prometheus promql/functions.go, the func…OverTime. Times they return are in seconds. */
export const overTimeFunctions: FunctionFamily = {
  avg_over_time: overWindows(() => mean),
  sum_over_time: overWindows(() => sum),
  min_over_time: overWindows(() => extreme((now, least) => now < least)),
  max_over_time: overWindows(() => extreme((now, most) => now > most)),
  count_over_time: overWindows(
    () =>
      ({ from, to }) =>
        to - from,
  ),
  present_over_time: overWindows(() => () => 1),
  first_over_time: overWindows(
    () =>
      ({ v, from }) =>
        at(v, from),
    { keepsName: true },
  ),
  last_over_time: overWindows(
    () =>
      ({ v, to }) =>
        at(v, to - 1),
    { keepsName: true },
  ),
  stddev_over_time: overWindows(() => (window) => Math.sqrt(variance(window))),
  stdvar_over_time: overWindows(() => variance),
  mad_over_time: overWindows(() => medianDeviation),
  quantile_over_time: overWindows(
    (_, [phi]) =>
      ({ v, from, to, step }) =>
        quantile(phi?.[step] ?? NaN, v.slice(from, to)),
    { args: ['scalar', 'range'] },
  ),
  ts_of_first_over_time: overWindows(
    () =>
      ({ t, from }) =>
        at(t, from) / 1000,
  ),
  ts_of_last_over_time: overWindows(
    () =>
      ({ t, to }) =>
        at(t, to - 1) / 1000,
  ),
  ts_of_min_over_time: overWindows(() => timeOf((now, least) => now <= least)),
  ts_of_max_over_time: overWindows(() => timeOf((now, most) => now >= most)),
};

function sum({ v, from, to }: Window): number {
  const kahan = new KahanSum();
  for (let i = from; i < to; i++) kahan.add(at(v, i));
  return kahan.total;
}

function mean({ v, from, to }: Window): number {
  const running = new KahanMean();
  for (let i = from; i < to; i++) running.add(at(v, i));
  return running.mean;
}

type Better = (now: number, best: number) => boolean;

/** Index of the best sample; NaN only if there is nothing else. */
function indexOf({ v, from, to }: Window, better: Better): number {
  let best = from;
  for (let i = from; i < to; i++) {
    if (better(at(v, i), at(v, best)) || Number.isNaN(at(v, best))) best = i;
  }
  return best;
}

const extreme = (better: Better) => (window: Window) => at(window.v, indexOf(window, better));
const timeOf = (better: Better) => (window: Window) => at(window.t, indexOf(window, better)) / 1000;

/** Welford's running variance, both sums after Kahan. varianceOverTime. */
function variance({ v, from, to }: Window): number {
  const running = new KahanSum();
  const squares = new KahanSum();
  for (let i = from; i < to; i++) {
    const delta = at(v, i) - running.total;
    running.add(delta / (i - from + 1));
    squares.add(delta * (at(v, i) - running.total));
  }
  return squares.total / (to - from);
}

/** Median distance from the median; undefined, so NaN, as soon as one sample is NaN. */
function medianDeviation({ v, from, to }: Window): number {
  const values = v.slice(from, to);
  if (values.some(Number.isNaN)) return NaN;
  const median = quantile(0.5, values);
  return quantile(
    0.5,
    values.map((value) => Math.abs(value - median)),
  );
}
