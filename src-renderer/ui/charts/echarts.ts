import { LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent } from 'echarts/components';
import { init, use, type ECharts } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { token } from '../theme.js';
import { outline } from './decimate.js';
import type { ChartModel, ChartPad, ChartSeries } from './model.js';

// Only what is used, once. This module is a chunk of its own, loaded with the first chart.
use([LineChart, ScatterChart, GridComponent, CanvasRenderer]);

export interface Painter {
  draw: (model: ChartModel, pad: ChartPad) => void;
  resize: (width: number, height: number) => void;
  dispose: () => void;
}

/** What a casing is drawn in, also around what is no longer true. */
const PAPER = 'surface-base';

/** Lines with more points than the plot has pixels are drawn by their outline, a bucket as wide as this, px. */
const BUCKET_PX = 2;

/**
 * Time as ms before the end of the window, so that the x axis never changes; values through the log if asked.
 * `px`: width of the plot. Areas keep all their points: they are stacked where their times are the same.
 */
function columns(series: ChartSeries, { start, end, scale }: ChartModel, px: number): Float64Array {
  const { t, v, kind } = series;
  const thin = kind === 'line' && t.length > px && px > 0;
  const kept = thin ? outline(t, v, ((end - start) / px) * BUCKET_PX) : null;
  const length = kept?.length ?? t.length;
  const data = new Float64Array(length * 2);
  for (let i = 0; i < length; i += 1) {
    const at = kept?.[i] ?? i;
    const value = v[at] ?? NaN;
    data[2 * i] = (t[at] ?? 0) - end;
    data[2 * i + 1] = scale.log
      ? value > 0
        ? Math.log10(value)
        : NaN
      : Number.isFinite(value)
        ? value
        : NaN;
  }
  return data;
}

function shape(series: ChartSeries, dim: boolean): Record<string, unknown> {
  const color = token(dim && series.color !== PAPER ? 'text-3' : series.color);
  const common = { id: series.key, silent: true, animation: false, dimensions: ['x', 'y'], clip: true };
  if (series.kind === 'dots') {
    // many are drawn as one path of small squares: a thousand circles filled one by one took half of all CPU
    const dots = { large: true, largeThreshold: 400, symbol: 'circle', symbolSize: series.size ?? 2.4 };
    return { ...common, ...dots, type: 'scatter', itemStyle: { color, opacity: 0.8 } };
  }
  const line = { ...common, type: 'line', showSymbol: false, symbol: 'none', connectNulls: false };
  if (series.kind === 'area') {
    const lineStyle = { color, width: series.width ?? 1, join: 'bevel' };
    return { ...line, stack: 'all', lineStyle, areaStyle: { color, opacity: series.fill ?? 0.42 } };
  }
  return { ...line, z: 3, lineStyle: { color, width: series.width ?? 1.5, join: 'bevel' } };
}

/** An edge of paper under a line that crosses a heat map. */
const casing = (s: ChartSeries): ChartSeries => ({
  ...s,
  key: `${s.key}-case`,
  color: PAPER,
  width: (s.width ?? 1.5) + 2.5,
});

/**
 * Draws the data of a time chart and nothing else: axes, words, markers and the cursor are SVG over the
 * canvas, laid out by the same projection, so that the pointer moving never repaints a series.
 * Tuned as measured in docs/performance: typed columns, no symbols, no animation, static axes, lazy update.
 */
export function createPainter(host: HTMLElement): Painter {
  const chart: ECharts = init(host, null, { renderer: 'canvas', useDirtyRect: false });
  // nothing here moves by itself: two still frames and zrender sleeps until it is given data again
  chart.getZr().setSleepAfterStill(1);
  let drawn = '';
  let width = 0;

  function draw(model: ChartModel, pad: ChartPad): void {
    const { scale, start, end, dim = false } = model;
    const series = model.series.flatMap((s) => (s.cased ? [casing(s), s] : [s]));
    const log = scale.log === true;
    const min = log ? Math.log10(scale.min) : scale.min;
    const max = log ? Math.log10(scale.max) : scale.max;
    const look = series.map((s) => `${s.key}:${s.kind}:${s.color}:${String(s.width)}`).join();
    const now = [look, min, max, end - start, dim, token('surface-base'), JSON.stringify(pad)].join('|');
    const data = series.map((s) => ({ id: s.key, data: columns(s, model, width - pad.left - pad.right) }));
    if (now === drawn) {
      chart.setOption({ series: data }, { lazyUpdate: true, silent: true });
      return;
    }
    drawn = now;
    chart.setOption(
      {
        animation: false,
        grid: { left: pad.left, right: pad.right, top: pad.top, bottom: pad.bottom, outerBoundsMode: 'none' },
        xAxis: { type: 'value', min: start - end, max: 0, show: false },
        yAxis: { type: 'value', min, max, show: false },
        series: series.map((s, i) => ({ ...shape(s, dim), ...data[i] })),
      },
      { notMerge: true, lazyUpdate: true, silent: true },
    );
  }

  return {
    draw,
    resize: (wide, height) => {
      width = wide;
      chart.resize({ width, height, silent: true });
    },
    dispose: () => {
      chart.dispose();
    },
  };
}
