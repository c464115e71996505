import type { MarkKind } from '../marks.js';
import type { Scale } from './scale.js';

export interface ChartSeries {
  key: string;
  /** Direct label at the right end; empty = none. */
  name: string;
  /** The newest value, said. */
  value: string;
  /** Token of its colour: `series-1`, `text-1`. */
  color: string;
  /** `area` is stacked on the areas before it. */
  kind: 'line' | 'area' | 'dots';
  t: Float64Array;
  v: Float64Array;
  width?: number;
  /** Over a heat map a line needs an edge of paper. */
  cased?: boolean;
  /** Fill of an area, 0-1. */
  fill?: number;
  /** Diameter of dots, px. */
  size?: number;
}

export interface ReferenceLine {
  value: number;
  name: string;
  text: string;
}

export interface ChartMarker {
  id: string;
  t: number;
  end?: number;
  kind: MarkKind;
  text: string;
  /** Signal line for what is wrong, dashed for causes. */
  line: 'dashed' | 'signal' | 'none';
}

/** A point worth a word: the worst pause. */
export interface ChartNote {
  t: number;
  v: number;
  text: string;
}

/** Counts by bucket over time, below the lines: one column a step, one row a bucket. */
export interface HeatMap {
  /** Start of each column, ms. */
  t: Float64Array;
  stepMs: number;
  /** Lower and upper bound of each row, in the scale's units. */
  rows: { from: number; to: number; v: Float64Array }[];
}

/** All a time chart draws. Made anew for every frame; never kept reactive. */
export interface ChartModel {
  start: number;
  end: number;
  scale: Scale & { log?: boolean };
  /** `top`: the last of `ticks`, which carries the unit. */
  tickText: (v: number, top: boolean, ticks: readonly number[]) => string;
  series: ChartSeries[];
  heat?: HeatMap;
  refs?: ReferenceLine[];
  markers?: ChartMarker[];
  notes?: ChartNote[];
  /** Values that are no longer true (down, stale). */
  dim?: boolean;
}

export interface ChartPad {
  top: number;
  right: number;
  bottom: number;
  left: number;
}

export const PAD: ChartPad = { top: 22, right: 92, bottom: 24, left: 40 };

/** Maps the window and the scale onto pixels. */
export interface Projection {
  x: (t: number) => number;
  y: (v: number) => number;
  x0: number;
  x1: number;
  y0: number;
  y1: number;
}

export function project(model: ChartModel, width: number, height: number, pad: ChartPad): Projection {
  const x0 = pad.left;
  const x1 = Math.max(x0 + 1, width - pad.right);
  const y0 = Math.max(pad.top + 1, height - pad.bottom);
  const y1 = pad.top;
  const { min, max, log } = model.scale;
  const lo = log ? Math.log10(min) : min;
  const hi = log ? Math.log10(max) : max;
  return {
    x0,
    x1,
    y0,
    y1,
    x: (t) => x0 + ((t - model.start) / (model.end - model.start)) * (x1 - x0),
    y: (v) => y0 - (((log ? Math.log10(v) : v) - lo) / (hi - lo || 1)) * (y0 - y1),
  };
}
