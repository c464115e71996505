import { bitsOf, isStale } from '../../shared/base/stale.js';
import type { SampleColumns } from '../../shared/model/series.js';
import type { SeriesGroup } from '../../src-main/core/tsdb/group.js';
import { parsePoints, type Point } from './memory-reader.js';

/** Samples as a person writes them: `0:1 1000:stale 2000:NaN`, time in ms before the colon. */
export function samplesText({ t, v }: SampleColumns): string {
  const bits = bitsOf(v);
  return Array.from(t, (time, i) => `${time}:${isStale(bits, i) ? 'stale' : (v[i] ?? 0)}`).join(' ');
}

/** Values alone, `1 2 stale 3`. */
export const valuesText = (columns: SampleColumns): string => samplesText(columns).replace(/[-\d.]+:/g, '');

/** One row of a group: `none` leaves the slot out, which ends the series there. */
export function appendRow(group: SeriesGroup, tMs: number, row: Readonly<Record<number, Point>>): number {
  const named = Object.entries(row).filter(([, point]) => typeof point === 'number');
  return group.append(
    tMs,
    Int32Array.from(named, ([slot]) => Number(slot)),
    Float64Array.from(named, ([, point]) => point as number),
    named.length,
  );
}

/** Appends series written as texts, one row a step: `fill(group, ['0 1 2', '5 _ 7'])`. */
export function fill(
  group: SeriesGroup,
  texts: readonly string[],
  { fromMs = 0, stepMs = 1000 } = {},
): number[] {
  const columns = texts.map(parsePoints);
  const slots = texts.map(() => group.takeSlot());
  const rows = Math.max(...columns.map(({ length }) => length));
  for (let row = 0; row < rows; row++) {
    appendRow(
      group,
      fromMs + row * stepMs,
      Object.fromEntries(slots.map((slot, i) => [slot, columns[i]?.[row] ?? 'none'])),
    );
  }
  return slots;
}
