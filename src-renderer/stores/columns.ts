import type { QueryResult, SeriesColumns } from '../../shared/model/query.js';
import { fromJsonNumber } from '../../shared/base/json-number.js';
import { labelsKey } from '../../shared/model/labels.js';

/** One series over time, ascending; NaN = no sample (a gap, never joined). Views, not copies: do not keep. */
export interface SeriesView {
  labels: Record<string, string>;
  t: Float64Array;
  v: Float64Array;
}

export interface ColumnTable {
  /** Replaces everything. */
  load(result: QueryResult, step: number): void;
  /** Newest points; one with the same time replaces the one before. */
  merge(result: QueryResult): void;
  /** What lies in [from, to], one point more on the left so that lines reach the edge. */
  view(from: number, to: number): SeriesView[];
  readonly empty: boolean;
  /** Time between rows, ms; 0 where every series has times of its own. */
  readonly step: number;
  /** Time of the oldest sample; null if there is none. */
  readonly since: number | null;
}

const cell = (value: SeriesColumns['v'][number] | undefined): number =>
  value === null || value === undefined ? NaN : fromJsonNumber(value);

/** Index of the first time >= t. */
export function lowerBound(times: Float64Array, length: number, t: number): number {
  let lo = 0;
  let hi = length;
  while (lo < hi) {
    const mid = (lo + hi) >>> 1;
    if ((times[mid] ?? 0) < t) lo = mid + 1;
    else hi = mid;
  }
  return lo;
}

interface StepColumn {
  labels: Record<string, string>;
  v: Float64Array;
}

/**
 * All series of one expression share one time column. Room for twice the window, compacted when full. A last
 * row off the grid of steps is what was known at that moment; the next word takes its place.
 */
export class StepTable implements ColumnTable {
  readonly #keep: number;
  #t: Float64Array;
  #length = 0;
  #step = 0;
  readonly #series = new Map<string, StepColumn>();

  constructor(keep: number) {
    this.#keep = Math.max(16, keep + 8);
    this.#t = new Float64Array(this.#keep * 2);
  }

  get step(): number {
    return this.#step;
  }

  get empty(): boolean {
    return this.#length === 0 || this.#series.size === 0;
  }

  get since(): number | null {
    let first = this.#length;
    for (const { v } of this.#series.values()) {
      for (let i = 0; i < first; i += 1) if (!Number.isNaN(v[i] ?? NaN)) first = i;
    }
    return first < this.#length ? (this.#t[first] ?? null) : null;
  }

  load(result: QueryResult, step: number): void {
    this.#length = 0;
    this.#step = step;
    this.#series.clear();
    const t = result.t ?? [];
    const skip = Math.max(0, t.length - this.#keep);
    this.#length = t.length - skip;
    for (let i = 0; i < this.#length; i += 1) this.#t[i] = t[skip + i] ?? 0;
    for (const { labels, v } of result.series) {
      const column = this.#add(labels);
      for (let i = 0; i < this.#length; i += 1) column.v[i] = cell(v[skip + i]);
    }
  }

  merge(result: QueryResult): void {
    const times = result.t ?? [];
    if (times.length > 0) this.#dropTail();
    const rows = times.map((t) => this.#row(t));
    for (const { labels, v } of result.series) {
      const column = this.#series.get(labelsKey(labels)) ?? this.#add(labels);
      rows.forEach((row, i) => {
        if (row >= 0) column.v[row] = cell(v[i]);
      });
    }
  }

  #dropTail(): void {
    const last = this.#t[this.#length - 1] ?? 0;
    if (this.#length > 0 && this.#step > 0 && last % this.#step !== 0) this.#length -= 1;
  }

  /** The row of time t, appended if it is new (after an empty row if steps are missing); -1 if too old. */
  #row(t: number): number {
    const last = this.#length === 0 ? -Infinity : (this.#t[this.#length - 1] ?? 0);
    if (t > last) {
      if (this.#step > 0 && t - last > this.#step * 1.5 && Number.isFinite(last))
        this.#append(last + this.#step);
      return this.#append(t);
    }
    const at = lowerBound(this.#t, this.#length, t);
    return this.#t[at] === t ? at : -1;
  }

  #append(t: number): number {
    if (this.#length === this.#t.length) {
      const from = this.#length - this.#keep;
      this.#t.copyWithin(0, from, this.#length);
      for (const { v } of this.#series.values()) v.copyWithin(0, from, this.#length);
      this.#length = this.#keep;
    }
    const row = this.#length;
    this.#t[row] = t;
    for (const { v } of this.#series.values()) v[row] = NaN;
    this.#length += 1;
    return row;
  }

  #add(labels: Record<string, string>): StepColumn {
    const column = { labels, v: new Float64Array(this.#t.length).fill(NaN) };
    this.#series.set(labelsKey(labels), column);
    return column;
  }

  view(from: number, to: number): SeriesView[] {
    const start = Math.max(0, lowerBound(this.#t, this.#length, from) - 1);
    const end = lowerBound(this.#t, this.#length, to + 0.5);
    const t = this.#t.subarray(start, end);
    return [...this.#series.values()].map(({ labels, v }) => ({ labels, t, v: v.subarray(start, end) }));
  }
}

interface RawColumn {
  labels: Record<string, string>;
  t: Float64Array;
  v: Float64Array;
  length: number;
}

/** Every series has times of its own: the samples themselves. */
export class RawTable implements ColumnTable {
  readonly #keep: number;
  readonly #series = new Map<string, RawColumn>();

  constructor(keep: number) {
    this.#keep = Math.max(64, keep);
  }

  get empty(): boolean {
    for (const { length } of this.#series.values()) if (length > 0) return false;
    return true;
  }

  readonly step = 0;

  /** Events are rare: they do not say since when there is something to see. */
  readonly since = null;

  load(result: QueryResult): void {
    this.#series.clear();
    this.merge(result);
  }

  merge(result: QueryResult): void {
    for (const { labels, t = result.t ?? [], v } of result.series) {
      const key = labelsKey(labels);
      let column = this.#series.get(key);
      if (!column) {
        const room = Math.max(this.#keep * 2, t.length);
        column = { labels, t: new Float64Array(room), v: new Float64Array(room), length: 0 };
        this.#series.set(key, column);
      }
      for (let i = 0; i < t.length; i += 1) this.#put(column, t[i] ?? 0, cell(v[i]));
    }
  }

  #put(column: RawColumn, t: number, value: number): void {
    const { length } = column;
    if (length > 0 && t <= (column.t[length - 1] ?? 0)) {
      const at = lowerBound(column.t, length, t);
      if (column.t[at] === t) column.v[at] = value;
      return;
    }
    if (length === column.t.length) {
      const keep = Math.floor(length / 2);
      column.t.copyWithin(0, length - keep, length);
      column.v.copyWithin(0, length - keep, length);
      column.length = keep;
    }
    column.t[column.length] = t;
    column.v[column.length] = value;
    column.length += 1;
  }

  view(from: number, to: number): SeriesView[] {
    return [...this.#series.values()].map(({ labels, t, v, length }) => {
      const start = lowerBound(t, length, from);
      const end = lowerBound(t, length, to + 0.5);
      return { labels, t: t.subarray(start, end), v: v.subarray(start, end) };
    });
  }
}
