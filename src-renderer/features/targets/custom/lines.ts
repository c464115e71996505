import type { SeriesView } from '../../../stores/columns.js';
import { extent } from '../../../ui/charts/spark.js';
import { MOST_LINES } from './metric.js';

export interface NamedLine {
  name: string;
  /** How many series it stands for. */
  parts: number;
  t: Float64Array;
  v: Float64Array;
}

/** Mean of what there is; it moves less than the newest value, so that lines do not change places. */
function meanOf({ v }: SeriesView): number {
  let sum = 0;
  let n = 0;
  for (const x of v) {
    if (!Number.isFinite(x)) continue;
    sum += x;
    n += 1;
  }
  return n === 0 ? -Infinity : sum / n;
}

/** Sum of several series at the same times; no value only where none has one. */
function total(list: readonly SeriesView[]): Float64Array {
  const length = list[0]?.v.length ?? 0;
  const sum = new Float64Array(length).fill(NaN);
  for (const { v } of list) {
    for (let i = 0; i < length; i += 1) {
      const x = v[i] ?? NaN;
      if (!Number.isNaN(x)) sum[i] = (Number.isNaN(sum[i] ?? NaN) ? 0 : (sum[i] ?? 0)) + x;
    }
  }
  return sum;
}

/** The largest by their mean, each with a name and in the order of names; the others as one line, their sum. */
export function linesOf(
  list: readonly SeriesView[],
  nameOf: (labels: Record<string, string>) => string,
  otherName: (n: number) => string,
): NamedLine[] {
  const seen = list.filter((s) => extent(s.v) !== null);
  const means = new Map(seen.map((s) => [s, meanOf(s)]));
  const order = [...seen].sort((a, b) => (means.get(b) ?? 0) - (means.get(a) ?? 0));
  const few = order.length <= MOST_LINES + 1 ? order : order.slice(0, MOST_LINES);
  const rest = order.slice(few.length);
  const lines = few
    .map((s) => ({ name: nameOf(s.labels), parts: 1, t: s.t, v: s.v }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const first = rest[0];
  if (!first) return lines;
  return [...lines, { name: otherName(rest.length), parts: rest.length, t: first.t, v: total(rest) }];
}

/** It has not moved in this window: the one value it has; null if it did, or is many. */
export function stillAt(lines: readonly NamedLine[]): number | null {
  const only = lines.length === 1 ? lines[0] : undefined;
  const range = only ? extent(only.v) : null;
  return range?.[0] === range?.[1] ? (range?.[0] ?? null) : null;
}
