import { bitsOf, isStale } from '../../../shared/base/stale.js';
import type { SelectedSeries } from '../../../shared/model/series.js';
import type { Selector } from './ast.js';
import { at, isEmpty, newSeries, type Series } from './columns.js';
import { lookTimes, type Env, type Evaluation } from './env.js';

/** Least automatic lookback; architecture.md, "One way to ask for data". */
const MIN_LOOKBACK_MS = 15_000;
/**
 * How far before the first step series are looked for where it depends on each series how far is needed. It
 * only decides which series are asked for their samples; an interval above 20 minutes would need more.
 */
const AUTO_MARGIN_MS = 3_600_000;

const lookbackOf = (series: SelectedSeries, env: Env): number =>
  env.options.lookbackMs === 'auto'
    ? Math.max(3 * series.intervalMs, MIN_LOOKBACK_MS)
    : env.options.lookbackMs;

/** What a step takes from a series: its newest sample's value, or that sample's time in seconds. */
export type Wanted = 'value' | 'time';

/** The newest sample of each series at each step. Prometheus engine.go, vectorSelectorSingle. */
export function* selectInstant(selector: Selector, env: Env, wanted: Wanted): Evaluation<Series[]> {
  const looks = lookTimes(selector.shift, env);
  const [firstMs, lastMs] = [at(looks, 0), at(looks, looks.length - 1)];
  const margin = env.options.lookbackMs === 'auto' ? AUTO_MARGIN_MS : env.options.lookbackMs;
  const found: Series[] = [];
  for (const selected of env.reader.select(selector.matchers, firstMs - margin, lastMs)) {
    const lookbackMs = lookbackOf(selected, env);
    const { t, v } = selected.samples(firstMs - lookbackMs, lastMs);
    env.meter.add(t.length + looks.length);
    const series = newSeries(selected.labels, looks.length);
    fill(series, t, v, looks, { lookbackMs, leftOpen: env.options.leftOpen, wanted });
    if (!isEmpty(series)) found.push(series);
    if (env.meter.due()) yield;
  }
  return found;
}

interface FillOptions {
  lookbackMs: number;
  leftOpen: boolean;
  wanted: Wanted;
}

/** Both times ascend, so one index that only moves forward finds the newest sample of every step. */
function fill(
  series: Series,
  t: Float64Array,
  v: Float64Array,
  looks: Float64Array,
  options: FillOptions,
): void {
  const { lookbackMs, leftOpen, wanted } = options;
  const bits = bitsOf(v);
  let next = 0;
  for (let step = 0; step < looks.length; step++) {
    const lookMs = at(looks, step);
    while (next < t.length && at(t, next) <= lookMs) next += 1;
    if (next === 0) continue;
    const sampleMs = at(t, next - 1);
    const oldestMs = lookMs - lookbackMs;
    if (leftOpen ? sampleMs <= oldestMs : sampleMs < oldestMs) continue;
    if (isStale(bits, next - 1)) continue;
    series.v[step] = wanted === 'time' ? sampleMs / 1000 : at(v, next - 1);
    series.present[step] = 1;
  }
}
