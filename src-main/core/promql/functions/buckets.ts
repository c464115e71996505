import { labelsKey, type Labels } from '../../../../shared/model/labels.js';
import { at, filterLabels, mergeEqual, newSeries, withLabel, type Series, type Value } from '../columns.js';
import { dropNames, type Env, type Evaluation } from '../env.js';
import { bucketFraction, bucketQuantile, Buckets } from '../histogram.js';
import { parseGoFloat } from '../literals.js';
import type { FunctionFamily } from './spec.js';
import { scalarOf, seriesOf, stringOf } from './values.js';

const BOUND = 'le';

/** Of classic histograms: series that differ in `le` alone. functions.go, funcHistogramQuantile and neighbours. */
export const bucketFunctions: FunctionFamily = {
  histogram_quantile: {
    args: ['scalar', 'vector'],
    optional: 0,
    returns: 'vector',
    apply: {
      over: 'values',
      run: ([phi, vector], env) => histogramQuantile(scalarOf(phi), seriesOf(vector), env),
    },
  },
  histogram_quantiles: {
    args: ['vector', 'string', 'scalar', 'scalar'],
    optional: 'repeat',
    returns: 'vector',
    apply: { over: 'values', run: histogramQuantiles },
  },
  histogram_fraction: {
    args: ['scalar', 'scalar', 'vector'],
    optional: 0,
    returns: 'vector',
    apply: { over: 'values', run: histogramFraction },
  },
};

interface Histogram {
  labels: Labels;
  dropName: boolean;
  /** Ascending by bound; equal bounds (`1` and `1.0`) follow each other. */
  buckets: { bound: number; series: Series }[];
}

function* histogramQuantile(phi: Float64Array, series: Series[], env: Env): Evaluation<Value> {
  const value: ValueOf = (buckets, step) => bucketQuantile(at(phi, step), buckets);
  return { type: 'vector', series: dropNames(yield* overSteps(histogramsOf(series), env, value), env) };
}

function* histogramFraction([lower, upper, vector]: readonly Value[], env: Env): Evaluation<Value> {
  const [low, high] = [scalarOf(lower), scalarOf(upper)];
  const value: ValueOf = (buckets, step) => bucketFraction(at(low, step), at(high, step), buckets);
  return {
    type: 'vector',
    series: dropNames(yield* overSteps(histogramsOf(seriesOf(vector)), env, value), env),
  };
}

/** Several quantiles at once, each under a label of its own. The label is taken from the first step's quantile. */
function* histogramQuantiles([vector, name, ...quantiles]: readonly Value[], env: Env): Evaluation<Value> {
  const histograms = histogramsOf(seriesOf(vector));
  const results: Series[] = [];
  for (const phi of quantiles.map(scalarOf)) {
    const value: ValueOf = (buckets, step) => bucketQuantile(at(phi, step), buckets);
    for (const series of yield* overSteps(histograms, env, value)) {
      series.labels = withLabel(series.labels, stringOf(name), openMetricsFloat(at(phi, 0)));
      results.push(series);
    }
  }
  return { type: 'vector', series: mergeEqual(dropNames(results, env)) };
}

/** Always with a point or an exponent: labels.FormatOpenMetricsFloat. */
function openMetricsFloat(value: number): string {
  if (value === Infinity) return '+Inf';
  if (value === -Infinity) return '-Inf';
  const text = String(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

function histogramsOf(series: readonly Series[]): Histogram[] {
  const histograms = new Map<string, Histogram>();
  for (const each of series) {
    const bound = parseGoFloat(each.labels[BOUND] ?? '') ?? NaN;
    if (Number.isNaN(bound)) continue;
    const labels = filterLabels(each.labels, (name) => name !== BOUND);
    const key = labelsKey(labels);
    const known = histograms.get(key);
    if (known === undefined)
      histograms.set(key, { labels, dropName: each.dropName, buckets: [{ bound, series: each }] });
    else known.buckets.push({ bound, series: each });
  }
  for (const { buckets } of histograms.values())
    buckets.sort((a, b) => (a.bound < b.bound ? -1 : Number(a.bound > b.bound)));
  return [...histograms.values()];
}

type ValueOf = (buckets: Buckets, step: number) => number;

/** One series a histogram: `value` of its buckets at every step at which it has any. */
function* overSteps(histograms: readonly Histogram[], env: Env, value: ValueOf): Evaluation<Series[]> {
  const results: Series[] = [];
  for (const histogram of histograms) {
    const series = newSeries(histogram.labels, env.times.length);
    series.dropName = histogram.dropName;
    const buckets = new Buckets(histogram.buckets.length);
    for (let step = 0; step < env.times.length; step++) {
      buckets.clear();
      for (const { bound, series: counts } of histogram.buckets)
        if (counts.present[step] === 1) buckets.push(bound, at(counts.v, step));
      if (buckets.length === 0) continue;
      series.v[step] = value(buckets, step);
      series.present[step] = 1;
    }
    results.push(series);
    env.meter.add(env.times.length);
    env.meter.work(env.times.length * histogram.buckets.length);
    if (env.meter.due()) yield;
  }
  return results;
}
