import type { SeriesView } from '../../stores/columns.js';

/** Fewer samples say nothing about what is usual. */
const LEAST = 20;
const LOW = 0.1;
const HIGH = 0.9;

/**
 * What is usual for a series: the middle four fifths of what memory holds of it, by nearest rank; null while
 * there is too little.
 */
export function usualRange(series: SeriesView): [number, number] | null {
  const sorted = series.v.filter((x) => Number.isFinite(x)).sort();
  if (sorted.length < LEAST) return null;
  const at = (q: number): number => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0;
  return [at(LOW), at(HIGH)];
}
