import { at } from '../columns.js';
import { refuse } from '../errors.js';
import { KahanSum } from '../kahan.js';
import type { Window } from '../range-series.js';
import { overWindows, type FunctionFamily } from './spec.js';

/** Prometheus promql/functions.go: funcDeriv, funcPredictLinear, funcDoubleExponentialSmoothing. */
export const regressionFunctions: FunctionFamily = {
  // The first sample's time as origin keeps the numbers small: prometheus/prometheus#2674.
  deriv: overWindows(() => (window) => linearRegression(window, at(window.t, window.from)).slope, {
    least: 2,
  }),
  predict_linear: overWindows(
    (_, [seconds]) =>
      (window) => {
        const { slope, intercept } = linearRegression(window, window.stepTimeMs);
        return slope * (seconds?.[window.step] ?? NaN) + intercept;
      },
    { least: 2, args: ['range', 'scalar'] },
  ),
  double_exponential_smoothing: overWindows(
    (_, [smoothing, trend]) =>
      (window) =>
        smooth(window, smoothing?.[window.step] ?? NaN, trend?.[window.step] ?? NaN),
    { least: 2, args: ['range', 'scalar', 'scalar'] },
  ),
};

/** Least squares; slope per second, intercept at `originMs`. */
function linearRegression(
  { t, v, from, to }: Window,
  originMs: number,
): { slope: number; intercept: number } {
  const [sumX, sumY, sumXY, sumX2] = [new KahanSum(), new KahanSum(), new KahanSum(), new KahanSum()];
  const first = at(v, from);
  let constant = true;
  for (let i = from; i < to; i++) {
    const y = at(v, i);
    if (i > from && y !== first) constant = false;
    const x = (at(t, i) - originMs) / 1000;
    sumX.add(x);
    sumY.add(y);
    sumXY.add(x * y);
    sumX2.add(x * x);
  }
  if (constant) {
    if (first === Infinity || first === -Infinity) return { slope: NaN, intercept: NaN };
    return { slope: 0, intercept: first };
  }
  const n = to - from;
  const covariance = sumXY.total - (sumX.total * sumY.total) / n;
  const varianceX = sumX2.total - (sumX.total * sumX.total) / n;
  const slope = covariance / varianceX;
  return { slope, intercept: sumY.total / n - (slope * sumX.total) / n };
}

function smooth({ v, from, to }: Window, smoothing: number, trendFactor: number): number {
  requireOpenUnit('smoothing', smoothing);
  requireOpenUnit('trend', trendFactor);
  let before = 0;
  let level = at(v, from);
  let trend = at(v, from + 1) - at(v, from);
  for (let i = from + 1; i < to; i++) {
    if (i > from + 1) trend = trendFactor * (level - before) + (1 - trendFactor) * trend;
    const next = smoothing * at(v, i) + (1 - smoothing) * (level + trend);
    before = level;
    level = next;
  }
  return level;
}

function requireOpenUnit(what: string, factor: number): void {
  if (!(factor <= 0 || factor >= 1)) return;
  const message = `invalid ${what} factor. Expected: 0 < factor < 1, got: ${String(factor)}`;
  refuse('PROMQL_TYPE', message, { found: String(factor) });
}
