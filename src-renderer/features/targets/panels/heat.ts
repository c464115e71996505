import type { LiveQuery } from '../../../stores/live.js';
import type { SeriesView } from '../../../stores/columns.js';
import type { ChartModel, ChartSeries, HeatMap } from '../../../ui/charts/model.js';
import { linearScale, logScale } from '../../../ui/charts/scale.js';
import { format, formatRound, type Unit } from '../../../ui/format/number.js';
import { lastOf } from '../facts.js';

/** The picture of a histogram: counts by bucket over time, with p50 and p99 over them. */
export type HeatPart = 'heat' | 'p50' | 'p99';
export const HEAT_PARTS: readonly HeatPart[] = ['heat', 'p50', 'p99'];
const HEAT_POINTS = 60;

/** What a part asks of the buckets that `selector` finds. */
export function heatExpr(part: HeatPart, selector: string): string {
  const buckets = `sum by (le) (rate(${selector}[$w]))`;
  if (part === 'heat') return buckets;
  return `histogram_quantile(${part === 'p50' ? '0.5' : '0.99'}, ${buckets})`;
}

export const heatQueries = (selector: string, idOf: (part: HeatPart) => string): LiveQuery[] =>
  HEAT_PARTS.map((part) => ({
    id: idOf(part),
    expr: heatExpr(part, selector),
    maxPoints: HEAT_POINTS,
    follows: true,
  }));

/** The upper bound a bucket's label names; NaN = none. */
export const boundOf = (labels: Record<string, string>): number =>
  labels['le'] === '+Inf' ? Infinity : Number(labels['le'] ?? NaN);

/** How many times a bound is the one before it; 2 where that says nothing. */
function growth(low: number, high: number): number {
  const ratio = high / low;
  return low > 0 && ratio > 1 && Number.isFinite(ratio) ? ratio : 2;
}

/** Rows between bounds from series that count up to `le`. */
export function heatOf(list: readonly SeriesView[], stepMs: number): HeatMap | null {
  const bounds = list
    .map((s) => ({ le: boundOf(s.labels), s }))
    .filter(({ le }) => !Number.isNaN(le))
    .sort((a, b) => a.le - b.le);
  const t = bounds[0]?.s.t;
  const finite = bounds.filter(({ le }) => Number.isFinite(le));
  const [lowest, highest] = [finite[0]?.le, finite.at(-1)?.le];
  if (!t || t.length === 0 || lowest === undefined || highest === undefined) return null;
  // below the lowest bound and above the highest as much again: where they end is not known
  const second = finite[1]?.le ?? NaN;
  const last = finite.at(-2)?.le ?? NaN;
  const floor = lowest > 0 ? lowest / growth(lowest, second) : lowest - 1;
  const ceiling = highest > 0 ? highest * growth(last, highest) : highest + 1;
  const rows = bounds.map(({ le, s }, i) => {
    const below = bounds[i - 1];
    const v = new Float64Array(t.length);
    for (let k = 0; k < v.length; k += 1)
      v[k] = Math.max(0, (s.v[k] ?? NaN) - (below ? (below.s.v[k] ?? 0) : 0));
    return { from: below?.le ?? floor, to: Number.isFinite(le) ? le : ceiling, v };
  });
  return { t, stepMs, rows: rows.filter((r) => r.to > r.from) };
}

export interface HeatInput {
  /** Rates of what lies up to each bound. */
  buckets: readonly SeriesView[];
  p50: SeriesView | undefined;
  p99: SeriesView | undefined;
  stepMs: number;
  unit: Unit;
}

const counts = ({ v }: HeatMap['rows'][number]): boolean => v.some((x) => x > 0);

/** Without the rows above and below all that was counted: buckets reach far, what is measured rarely does. */
export function trimmed(heat: HeatMap): HeatMap {
  const first = heat.rows.findIndex(counts);
  const past = heat.rows.length - [...heat.rows].reverse().findIndex(counts);
  return first < 0 ? heat : { ...heat, rows: heat.rows.slice(Math.max(0, first - 1), past + 1) };
}

/** Rows of cells, and the quantiles as ink on a casing of paper. */
export function heatModel(
  { buckets, p50, p99, stepMs, unit }: HeatInput,
  base: Pick<ChartModel, 'start' | 'end' | 'markers' | 'dim'>,
): ChartModel {
  const all = heatOf(buckets, stepMs);
  const heat = all ? trimmed(all) : null;
  const from = heat?.rows[0]?.from ?? 0;
  const to = heat?.rows.at(-1)?.to ?? 1;
  const log = from > 0;
  const ticks = log ? logScale(from, to).ticks.filter((x) => x >= from && x <= to) : linearScale(to).ticks;
  const line = (name: string, s: SeriesView | undefined, width: number): ChartSeries[] =>
    s
      ? [
          {
            key: name,
            name,
            value: format(lastOf(s), unit),
            color: 'text-1',
            kind: 'line',
            t: s.t,
            v: s.v,
            width,
            cased: true,
          },
        ]
      : [];
  return {
    ...base,
    series: [...line('p99', p99, 1.4), ...line('p50', p50, 1)],
    scale: { min: from, max: to, ticks, log },
    tickText: (v) => formatRound(v, unit),
    ...(heat ? { heat } : {}),
  };
}
