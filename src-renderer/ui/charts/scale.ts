import { zoneOffset } from '../format/time.js';

/** A y axis whose ends and ticks are round. */
export interface Scale {
  min: number;
  max: number;
  ticks: number[];
}

/** 1, 2, 5 x 10^n; for bytes 1, 2, 4 … 512 x 1024^n, so that ticks read 128, 256, 384 MiB. */
function niceStep(rough: number, binary: boolean): number {
  if (!(rough > 0)) return 1;
  if (binary) {
    if (rough <= 1) return 1;
    return 2 ** Math.ceil(Math.log2(rough) - 1e-9);
  }
  const power = 10 ** Math.floor(Math.log10(rough) + 1e-9);
  const head = rough / power;
  return (head <= 1.0001 ? 1 : head <= 2.0001 ? 2 : head <= 2.5001 ? 2.5 : head <= 5.0001 ? 5 : 10) * power;
}

export interface ScaleOptions {
  /** Largest number of intervals. */
  count?: number;
  binary?: boolean;
  /** The axis never ends below this, so that noise is not blown up. */
  least?: number;
  /** Only whole ticks make sense. */
  whole?: boolean;
}

/** From 0 to a little above `highest`; ticks exclude 0, which the axis itself is. */
export function linearScale(highest: number, options: ScaleOptions = {}): Scale {
  const { count = 4, binary = false, least = 0, whole = false } = options;
  const top = Math.max(Number.isFinite(highest) ? highest : 0, least) * 1.06 || 1;
  // powers of two are far apart: allow a little more of them
  let step = niceStep(top / (binary ? count * 1.4 : count), binary);
  if (whole) step = Math.max(1, Math.floor(step));
  const ticks: number[] = [];
  for (let i = 1; i * step <= top * 1.0001; i += 1) ticks.push(roundTo(i * step, step));
  const max = ticks.length === 0 ? step : top;
  return { min: 0, max, ticks: ticks.length === 0 ? [step] : ticks };
}

function roundTo(v: number, step: number): number {
  const digits = Math.max(0, 2 - Math.floor(Math.log10(step)));
  return digits > 12 ? v : Number(v.toFixed(Math.min(12, digits)));
}

/** 10^e without the dust of `10 ** -5`. */
const decade = (e: number): number => Number(`1e${String(e)}`);

/** Decades around what is shown; at least two of them. */
export function logScale(lowest: number, highest: number): Scale {
  const lo = Math.floor(Math.log10(lowest > 0 ? lowest : 1e-5) + 1e-9);
  let hi = Math.ceil(Math.log10(highest > 0 ? highest : 1e-3) - 1e-9);
  if (hi - lo < 2) hi = lo + 2;
  const ticks: number[] = [];
  for (let e = lo; e <= hi; e += 1) ticks.push(decade(e));
  return { min: decade(lo), max: decade(hi), ticks };
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const STEPS = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200].map((s) => s * SECOND);

/** Round local times between start and end, as many as `width` pixels hold. */
export function timeTicks(start: number, end: number, width: number): number[] {
  const most = Math.max(2, Math.floor(width / 46));
  // past two minutes labels are HH:MM: a shorter step would write one twice
  const least = end - start > 2 * MINUTE ? MINUTE : 0;
  const step = STEPS.find((s) => s >= least && (end - start) / s <= most) ?? 4 * 60 * MINUTE;
  const shift = -zoneOffset(end);
  const ticks: number[] = [];
  for (let t = Math.ceil((start - shift) / step) * step + shift; t <= end; t += step) ticks.push(t);
  return ticks;
}

/** Moves labels apart so that none is nearer than `gap` to the next; keeps them between top and bottom. */
export function spread(wanted: readonly number[], gap: number, top: number, bottom: number): number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0));
  const y = order.map((i) => Math.min(bottom, Math.max(top, wanted[i] ?? 0)));
  for (let round = 0; round < 40; round += 1) {
    let moved = false;
    for (let i = 1; i < y.length; i += 1) {
      const lack = gap - ((y[i] ?? 0) - (y[i - 1] ?? 0));
      if (lack > 0.01) {
        y[i] = (y[i] ?? 0) + lack / 2;
        y[i - 1] = (y[i - 1] ?? 0) - lack / 2;
        moved = true;
      }
    }
    if (!moved) break;
  }
  const last = y.length - 1;
  if (last >= 0 && (y[last] ?? 0) > bottom) y[last] = bottom;
  for (let i = last - 1; i >= 0; i -= 1) y[i] = Math.min(y[i] ?? 0, (y[i + 1] ?? 0) - gap);
  const placed: number[] = new Array<number>(wanted.length).fill(0);
  order.forEach((original, i) => {
    placed[original] = y[i] ?? 0;
  });
  return placed;
}
