import type { SeriesView } from '../../../stores/columns.js';
import type { ChartSeries } from '../../../ui/charts/model.js';

/** The time before, as a quiet line without a name; nothing unless the window compares. */
export function beforeLine(s: SeriesView | undefined, factor = 1): ChartSeries[] {
  if (!s) return [];
  const v = factor === 1 ? s.v : s.v.map((x) => x * factor);
  return [{ key: 'before', name: '', value: '', color: 'border-control', kind: 'line', t: s.t, v, width: 1 }];
}
