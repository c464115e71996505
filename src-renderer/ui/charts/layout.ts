import { newest } from './spark.js';
import type { ChartMarker, ChartModel, ChartSeries, Projection } from './model.js';
import { spread } from './scale.js';

export interface EndLabel {
  key: string;
  name: string;
  value: string;
  color: string;
  /** Where the value is, and where its label stands. */
  at: number;
  y: number;
}

/** Top of each stacked area at its newest moment, so that a label stands in the middle of its band. */
function bandMiddles(series: readonly ChartSeries[]): Map<string, number> {
  const middles = new Map<string, number>();
  let base = 0;
  for (const s of series) {
    if (s.kind !== 'area') continue;
    const last = newest(s.t, s.v);
    if (!last) continue;
    middles.set(s.key, base + last.v / 2);
    base += last.v;
  }
  return middles;
}

/** Names at the right end, 14 px apart, with the reference lines among them. */
export function endLabels(model: ChartModel, p: Projection): EndLabel[] {
  const middles = bandMiddles(model.series);
  const found: Omit<EndLabel, 'y'>[] = [];
  for (const s of model.series) {
    if (s.name === '') continue;
    const last = newest(s.t, s.v);
    if (!last || !Number.isFinite(last.v)) continue;
    const at = p.y(middles.get(s.key) ?? last.v);
    found.push({ key: s.key, name: s.name, value: s.value, color: model.dim ? 'text-3' : s.color, at });
  }
  for (const r of model.refs ?? []) {
    if (r.value > 0 || model.scale.log !== true) {
      found.push({ key: `ref-${r.name}`, name: r.name, value: r.text, color: 'text-1', at: p.y(r.value) });
    }
  }
  const clamped = found.map((l) => ({ ...l, at: Math.min(p.y0, Math.max(p.y1, l.at)) }));
  const ys = spread(
    clamped.map((l) => l.at),
    14,
    p.y1 + 2,
    p.y0 - 2,
  );
  return clamped.map((l, i) => ({ ...l, y: ys[i] ?? l.at }));
}

export interface PlacedMarker extends ChartMarker {
  x: number;
  /** Words only where they do not run into the next ones. */
  words: string;
  side: 'left' | 'right';
}

const WORD_PX = 5.2;

/** Marks above the plot, newest words first: an older mark keeps its shape but loses its words if they collide. */
export function placeMarkers(model: ChartModel, p: Projection): PlacedMarker[] {
  const inside = (model.markers ?? []).filter((m) => m.t >= model.start && m.t <= model.end);
  const placed: PlacedMarker[] = [];
  const taken: [number, number][] = inside.map((m) => [p.x(m.t) - 7, p.x(m.t) + 7]);
  for (let i = inside.length - 1; i >= 0; i -= 1) {
    const m = inside[i];
    if (!m) continue;
    const x = Math.round(p.x(m.t));
    const width = m.text.length * WORD_PX + 6;
    const fits = (a: number, b: number): boolean =>
      a >= p.x0 - 30 && b <= p.x1 + 40 && taken.every(([l, r], k) => k === i || b < l || a > r);
    const side = fits(x + 8, x + 8 + width) ? 'right' : 'left';
    const [a, b] = side === 'right' ? [x + 8, x + 8 + width] : [x - 8 - width, x - 8];
    const words = m.text !== '' && fits(a, b) ? m.text : '';
    if (words !== '') taken.push([a, b]);
    placed.push({ ...m, x, words, side });
  }
  return placed;
}

/** First and last moment that has a value: the x axis is drawn between them only. */
export function dataExtent(model: ChartModel): [number, number] | null {
  let first = Infinity;
  let last = -Infinity;
  for (const { t, v } of model.series) {
    for (let i = 0; i < v.length; i += 1) {
      if (Number.isNaN(v[i] ?? NaN)) continue;
      first = Math.min(first, t[i] ?? Infinity);
      break;
    }
    const end = newest(t, v);
    if (end) last = Math.max(last, end.t);
  }
  return first <= last ? [Math.max(model.start, first), Math.min(model.end, last)] : null;
}
