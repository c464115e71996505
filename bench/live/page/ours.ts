import { createApp, defineComponent, h, shallowRef } from 'vue';
import '../../../src-renderer/ui/styles/tokens.css';
import '../../../src-renderer/ui/styles/base.css';
import { StepTable } from '../../../src-renderer/stores/columns.js';
import type { ChartModel } from '../../../src-renderer/ui/charts/model.js';
import { linearScale } from '../../../src-renderer/ui/charts/scale.js';
import { extent } from '../../../src-renderer/ui/charts/spark.js';
import TimeChart from '../../../src-renderer/ui/charts/TimeChart.vue';
import { format } from '../../../src-renderer/ui/format/number.js';
import { installTheme } from '../../../src-renderer/ui/theme.js';
import { CHARTS, everySecond, POINTS, SERIES, valueAt } from './data.js';

const labels = Array.from({ length: SERIES }, (_, s) => ({ series: String(s) }));

function fill(chart: number, k: number): StepTable {
  const table = new StepTable(POINTS);
  const t = Array.from({ length: POINTS }, (_, i) => (k - POINTS + i) * 1000);
  const series = labels.map((l, s) => ({ labels: l, v: t.map((at) => valueAt(chart, s, at / 1000)) }));
  table.load({ id: 'q', t, series }, 1000);
  return table;
}

/** The page's own way: a delta into the columns, one model a chart and second, with markers and a reference line. */
function modelOf(table: StepTable, k: number): ChartModel {
  const end = k * 1000;
  const start = end - (POINTS - 1) * 1000;
  const views = table.view(start, end);
  const highest = Math.max(...views.map((s) => extent(s.v)?.[1] ?? 0));
  return {
    start,
    end,
    scale: linearScale(highest),
    tickText: (v) => format(v, 'count'),
    markers: [
      {
        id: 'm',
        t: (Math.floor(k / 300) * 300 - 60) * 1000,
        kind: 'restart',
        text: 'restart',
        line: 'dashed',
      },
    ],
    refs: [{ value: 90, name: 'limit', text: '90' }],
    series: views.map(({ labels: l, t, v }, s) => ({
      key: l['series'] ?? '',
      name: `series ${String(s)}`,
      value: format(v.at(-1) ?? null, 'count'),
      color: `series-${String(s + 1)}`,
      kind: 'line',
      t,
      v,
    })),
  };
}

export function drawOurs(host: HTMLElement): void {
  installTheme();
  const started = Math.floor(Date.now() / 1000);
  const tables = Array.from({ length: CHARTS }, (_, c) => fill(c, started));
  const models = shallowRef<ChartModel[]>([]);
  everySecond((k) => {
    tables.forEach((table, c) => {
      const series = labels.map((l, s) => ({ labels: l, v: [valueAt(c, s, k)] }));
      table.merge({ id: 'q', t: [k * 1000], series });
    });
    models.value = tables.map((table) => modelOf(table, k));
  });
  const Sheet = defineComponent({
    setup: () => () =>
      models.value.map((model, c) =>
        h('div', { class: 'cell' }, h(TimeChart, { model, panel: String(c), label: `chart ${String(c)}` })),
      ),
  });
  createApp(Sheet).mount(host);
}
