import type { Labels } from './labels.js';

/** What a metric measures. `untyped` and summary quantiles are read as gauges. */
export type MetricType = 'gauge' | 'counter' | 'histogram';

/** `unit` is a base unit (`seconds`, `bytes`, `ratio`, …) or empty; `estimate` says how a value we derive was made. */
export interface MetricMetadata {
  type: MetricType;
  unit: string;
  help: string;
  estimate?: string;
}

export interface Matcher {
  name: string;
  op: '=' | '!=' | '=~' | '!~';
  value: string;
}

/** Samples of one series, ascending in time. A value may be a stale marker: see shared/base/stale.ts. */
export interface SampleColumns {
  /** float64 epoch milliseconds */
  t: Float64Array;
  v: Float64Array;
}

/** One series that a selector found. */
export interface SelectedSeries {
  /** All labels as expressions see them, `__name__` among them, joined with the target's own. */
  labels: Labels;
  /** How often its source is asked, in ms; sets lookback and `$w`. */
  intervalMs: number;
  /**
   * Moments (ms, ascending) at which the target restarted: between two samples on either side of one, a
   * counter began anew even if its value did not fall.
   */
  resets: readonly number[];
  /** Samples with startMs <= t <= endMs. */
  samples(startMs: number, endMs: number): SampleColumns;
}

/** Where expressions read from: memory first, later disk, later a remote Prometheus. */
export interface SeriesReader {
  select(matchers: readonly Matcher[], startMs: number, endMs: number): SelectedSeries[];
}
