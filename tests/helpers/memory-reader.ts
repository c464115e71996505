import { bitsOf, setStale } from '../../shared/base/stale.js';
import { METRIC_NAME, labelsKey, type Labels } from '../../shared/model/labels.js';
import type { Matcher, SampleColumns, SelectedSeries, SeriesReader } from '../../shared/model/series.js';
import { compileMatchers } from '../../src-main/core/promql/index.js';

/** One point of a series in words: a number, nothing, or a stale marker. */
export type Point = number | 'none' | 'stale';

export interface MemorySeries {
  labels: Labels;
  intervalMs: number;
  resets: number[];
  t: number[];
  v: Point[];
}

/** A SeriesReader over plain arrays, for tests. */
export class MemoryReader implements SeriesReader {
  readonly series = new Map<string, MemorySeries>();
  /** How often samples of a series were asked for. */
  reads = 0;

  add(labels: Labels, options: Partial<Pick<MemorySeries, 'intervalMs' | 'resets'>> = {}): MemorySeries {
    const key = labelsKey(labels);
    let series = this.series.get(key);
    if (series === undefined) {
      series = { labels, intervalMs: options.intervalMs ?? 1000, resets: options.resets ?? [], t: [], v: [] };
      this.series.set(key, series);
    }
    return series;
  }

  /** `text` is like "0 1 _ stale 2+1x3", one point every `intervalMs` from 0 on. */
  load(name: string, text: string, intervalMs = 1000, labels: Labels = {}): MemorySeries {
    const series = this.add({ [METRIC_NAME]: name, ...labels }, { intervalMs });
    parsePoints(text).forEach((point, index) => {
      appendPoint(series, index * intervalMs, point);
    });
    return series;
  }

  select(matchers: readonly Matcher[]): SelectedSeries[] {
    const matches = compileMatchers(matchers);
    const found = [...this.series.values()].filter(({ labels }) => matches(labels));
    return found.map((series) => ({
      labels: series.labels,
      intervalMs: series.intervalMs,
      resets: series.resets,
      samples: (startMs, endMs) => {
        this.reads += 1;
        return columnsOf(series, startMs, endMs);
      },
    }));
  }
}

export function appendPoint(series: MemorySeries, tMs: number, point: Point): void {
  if (point === 'none') return;
  series.t.push(tMs);
  series.v.push(point);
}

function columnsOf({ t, v }: MemorySeries, startMs: number, endMs: number): SampleColumns {
  const inside = t.map((_, i) => i).filter((i) => (t[i] ?? 0) >= startMs && (t[i] ?? 0) <= endMs);
  const columns = { t: new Float64Array(inside.length), v: new Float64Array(inside.length) };
  const bits = bitsOf(columns.v);
  inside.forEach((from, to) => {
    const point = v[from];
    columns.t[to] = t[from] ?? 0;
    if (point === 'stale') setStale(bits, to);
    else columns.v[to] = Number(point);
  });
  return columns;
}

/** Prometheus' series notation: `1`, `_`, `_x3`, `stale`, `1x3` (four times), `1+2x3`, `-1-2x3`, `Inf`, `NaN`. */
export function parsePoints(text: string): Point[] {
  const points: Point[] = [];
  for (const word of text.trim().split(/\s+/)) {
    if (word !== '') points.push(...parseWord(word));
  }
  return points;
}

function parseWord(word: string): Point[] {
  const omitted = /^_(?:x(\d+))?$/.exec(word);
  if (omitted !== null) return Array.from({ length: Number(omitted[1] ?? 1) }, () => 'none');
  if (word === 'stale') return ['stale'];
  // The step's sign must not be taken for that of an exponent: 2e+10.
  const series = /^(.+?)(?:(?<![eE])([+-].+?))?x(\d+)$/.exec(word);
  if (series === null) return [parseValue(word)];
  const [, start = '', step, times] = series;
  const first = parseValue(start);
  const by = step === undefined ? 0 : parseValue(step);
  return Array.from({ length: Number(times) + 1 }, (_, i) => addTimes(first, by, i));
}

/** Added one at a time, as Prometheus does, so that rounding is the same. */
function addTimes(first: number, by: number, times: number): number {
  let value = first;
  for (let i = 0; i < times; i++) value += by;
  return value;
}

export function parseValue(word: string): number {
  const plain = word.replace(/^\+/, '');
  if (/^-?inf$/i.test(plain)) return plain.startsWith('-') ? -Infinity : Infinity;
  if (/^nan$/i.test(plain)) return NaN;
  const value = Number(plain);
  if (Number.isNaN(value)) throw new Error(`not a value: ${word}`);
  return value;
}
