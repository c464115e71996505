import { computed, type ComputedRef } from 'vue';
import { useI18n } from 'vue-i18n';
import type { MetricFamily } from '../../../../shared/model/metric-family.js';
import type { SeriesView } from '../../../stores/columns.js';
import { useLive } from '../../../stores/live.js';
import type { ChartModel, ChartSeries } from '../../../ui/charts/model.js';
import { linearScale } from '../../../ui/charts/scale.js';
import { extent, newest } from '../../../ui/charts/spark.js';
import { format, formatRound, integer, type Unit } from '../../../ui/format/number.js';
import { bytesBase } from '../../../ui/format/prefs.js';
import { usePanels } from '../context.js';
import { lastOf } from '../facts.js';
import { heatModel } from '../panels/heat.js';
import { ownLabels } from '../panels/numbers.js';
import { bytesTicks, plainTicks, shareTicks, type TickText } from '../panels/ticks.js';
import { linesOf, type NamedLine } from './lines.js';
import { partId, type Part } from './metric.js';

const COLORS = ['series-1', 'series-2', 'series-3', 'series-4', 'series-5'];

export interface MetricModel {
  bySeries: ComputedRef<SeriesView[]>;
  lines: ComputedRef<NamedLine[]>;
  model: ComputedRef<ChartModel>;
  p50: ComputedRef<number | null>;
  p99: ComputedRef<number | null>;
}

function ticksOf(unit: Unit, highest: number): TickText {
  if (unit === 'bytes') return bytesTicks(highest);
  if (unit === 'share') return shareTicks;
  if (unit === 'seconds') return (v) => formatRound(v, 'seconds');
  return plainTicks;
}

/** A y axis that goes below 0 where the values do. */
function scaleOf(low: number, high: number, unit: Unit): ChartModel['scale'] {
  const up = linearScale(Math.max(high, 0), {
    count: 3,
    binary: unit === 'bytes' && bytesBase.value === 1024,
  });
  if (low >= 0) return up;
  const down = linearScale(-low, { count: 3, binary: unit === 'bytes' && bytesBase.value === 1024 });
  const min = -down.max;
  return high <= 0
    ? { min, max: 0, ticks: down.ticks.map((x) => -x) }
    : { min, max: up.max, ticks: [...down.ticks.map((x) => -x), 0, ...up.ticks] };
}

/** What a metric's chart draws, from the series in the frame now shown. */
export function useMetricModel(family: () => MetricFamily, unit: () => Unit): MetricModel {
  const { t } = useI18n();
  const live = useLive();
  const { target, frame, markers, dim } = usePanels();
  const read = (part: Part): SeriesView[] => live.read(partId(family(), part));

  const nameOf = (labels: Record<string, string>): string => {
    const pairs = ownLabels(labels, target.value.labels).filter(([k]) => k !== 'le');
    return pairs.length === 1 ? (pairs[0]?.[1] ?? '') : pairs.map(([k, v]) => `${k}=${v}`).join(' ');
  };
  const bySeries = computed(() => (family().type === 'histogram' ? [] : read('lines')));
  const lines = computed(() =>
    linesOf(bySeries.value, nameOf, (n) => t('custom.other', { n: integer(n) }, n)),
  );
  const quantile = (part: 'p50' | 'p99'): SeriesView | undefined =>
    family().type === 'histogram' ? read(part)[0] : undefined;
  const p50 = computed(() => lastOf(quantile('p50')));
  const p99 = computed(() => lastOf(quantile('p99')));
  const base = computed(() => ({ ...frame.value, markers: markers.value, dim: dim.value }));

  const linesModel = computed<ChartModel>(() => {
    const series = lines.value.map((line, i): ChartSeries => ({
      key: `${String(i)}-${line.name}`,
      name: line.name === '' ? t('custom.now') : line.name,
      value: format(newest(line.t, line.v)?.v ?? null, unit()),
      color: line.parts > 1 ? 'series-10' : (COLORS[i] ?? 'series-10'),
      kind: 'line',
      t: line.t,
      v: line.v,
      width: 1.5,
    }));
    const ends = series.map((s) => extent(s.v)).filter((e) => e !== null);
    const high = Math.max(0, ...ends.map((e) => e[1]));
    const low = Math.min(0, ...ends.map((e) => e[0]));
    return { ...base.value, series, scale: scaleOf(low, high, unit()), tickText: ticksOf(unit(), high) };
  });

  const picture = computed<ChartModel>(() =>
    heatModel(
      {
        buckets: read('heat'),
        p50: quantile('p50'),
        p99: quantile('p99'),
        stepMs: live.entryOf(partId(family(), 'heat'))?.table.step ?? 1000,
        unit: unit(),
      },
      base.value,
    ),
  );

  const model = computed(() => (family().type === 'histogram' ? picture.value : linesModel.value));
  return { bySeries, lines, model, p50, p99 };
}
