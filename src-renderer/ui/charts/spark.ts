export interface SparkShape {
  /** SVG path; a gap starts a new part. */
  d: string;
  /** Where the last point is; null if the newest sample is missing. */
  end: { x: number; y: number } | null;
}

export interface SparkOptions {
  width: number;
  height: number;
  /** Ends of the x axis, ms. */
  from: number;
  to: number;
  /** Bottom of the y axis; without it the data's own, widened so that noise stays small. */
  low?: number;
  high?: number;
  /** A gap longer than this (ms) at the end means that the line has ended. */
  fresh?: number;
}

/** Least and greatest finite value. */
export function extent(v: Float64Array): [number, number] | null {
  let lo = Infinity;
  let hi = -Infinity;
  for (const x of v) {
    if (!Number.isFinite(x)) continue;
    if (x < lo) lo = x;
    if (x > hi) hi = x;
  }
  return lo <= hi ? [lo, hi] : null;
}

/** One path. The scale never zooms into noise: it spans at least 24 % of the mean to either side. */
export function sparkShape(t: Float64Array, v: Float64Array, o: SparkOptions): SparkShape {
  const range = extent(v);
  if (!range) return { d: '', end: null };
  const middle = (range[0] + range[1]) / 2;
  const room = Math.abs(middle) * 0.24 || 1e-12;
  const lo = o.low ?? Math.min(range[0], middle - room);
  const hi = o.high ?? Math.max(range[1], middle + room);
  const kx = (o.width - 5) / (o.to - o.from || 1);
  const ky = (o.height - 5) / (hi - lo || 1);
  let d = '';
  let pen = false;
  let end: SparkShape['end'] = null;
  let lastT = -Infinity;
  for (let i = 0; i < t.length; i += 1) {
    const value = v[i] ?? NaN;
    const time = t[i] ?? 0;
    if (!Number.isFinite(value)) {
      pen = false;
      continue;
    }
    const x = Math.min(o.width - 3.5, Math.max(1.5, 1.5 + (time - o.from) * kx));
    const y = o.height - 2.5 - (value - lo) * ky;
    d += `${pen ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`;
    pen = true;
    end = { x, y };
    lastT = time;
  }
  if (o.to - lastT > (o.fresh ?? Infinity)) end = null;
  return { d, end };
}

/** Newest finite value, and when; null if there is none. */
export function newest(t: Float64Array, v: Float64Array): { t: number; v: number } | null {
  for (let i = v.length - 1; i >= 0; i -= 1) {
    const value = v[i] ?? NaN;
    if (!Number.isNaN(value)) return { t: t[i] ?? 0, v: value };
  }
  return null;
}

/** Oldest finite value. */
export function oldest(t: Float64Array, v: Float64Array): { t: number; v: number } | null {
  for (let i = 0; i < v.length; i += 1) {
    const value = v[i] ?? NaN;
    if (Number.isFinite(value)) return { t: t[i] ?? 0, v: value };
  }
  return null;
}

/** The value nearest to `time`, not farther than `reach` ms; NaN if there is none. */
export function valueAt(t: Float64Array, v: Float64Array, time: number, reach: number): number {
  let lo = 0;
  let hi = t.length;
  while (lo < hi) {
    const mid = (lo + hi) >>> 1;
    if ((t[mid] ?? 0) < time) lo = mid + 1;
    else hi = mid;
  }
  const before = lo - 1;
  const near = before >= 0 && time - (t[before] ?? -Infinity) <= (t[lo] ?? Infinity) - time ? before : lo;
  return Math.abs((t[near] ?? Infinity) - time) <= reach ? (v[near] ?? NaN) : NaN;
}

/** As {@link valueAt}, with null for nothing: what a readout shows as a dash. */
export function readAt(t: Float64Array, v: Float64Array, time: number, reach: number): number | null {
  const value = valueAt(t, v, time, reach);
  return Number.isNaN(value) ? null : value;
}
