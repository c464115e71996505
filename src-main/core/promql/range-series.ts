import type { Labels } from '../../../shared/model/labels.js';

/** All samples of one series that any step's window holds; stale markers are left out. */
export interface RangeSeries {
  labels: Labels;
  dropName: boolean;
  t: Float64Array;
  v: Float64Array;
  /** Length of each window, ms. */
  rangeMs: number;
  /** See SelectedSeries.resets. */
  restarts: readonly number[];
}

/** The samples [from, to) of a series that lie in one step's window; one object serves all steps. */
export interface Window {
  t: Float64Array;
  v: Float64Array;
  from: number;
  to: number;
  /** Bounds of the window, ms. */
  startMs: number;
  endMs: number;
  rangeMs: number;
  /** See EvalOptions. */
  leftOpen: boolean;
  /** Index of the step and its time in ms, which offset and @ leave alone. */
  step: number;
  stepTimeMs: number;
}
