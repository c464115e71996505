import * as echarts from 'echarts';
import { CHARTS, everySecond, POINTS, SERIES, valueAt } from './data.js';

/** ECharts as its first example has it: category axis, symbols, animation, legend, tooltip. */
export function drawDefaults(host: HTMLElement): void {
  const charts = Array.from({ length: CHARTS }, () => {
    const cell = document.createElement('div');
    cell.className = 'cell';
    host.append(cell);
    const chart = echarts.init(cell);
    chart.setOption({
      tooltip: { trigger: 'axis' },
      legend: {},
      xAxis: { type: 'category', data: [] },
      yAxis: { type: 'value' },
      series: Array.from({ length: SERIES }, (_, s) => ({
        name: `series ${String(s)}`,
        type: 'line',
        data: [],
      })),
    });
    return chart;
  });
  everySecond((k) => {
    const seconds = Array.from({ length: POINTS }, (_, i) => k - POINTS + 1 + i);
    charts.forEach((chart, c) => {
      chart.setOption({
        xAxis: { data: seconds.map((s) => new Date(s * 1000).toLocaleTimeString()) },
        series: Array.from({ length: SERIES }, (_, s) => ({ data: seconds.map((at) => valueAt(c, s, at)) })),
      });
    });
  });
}
