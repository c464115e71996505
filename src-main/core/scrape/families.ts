import type { MetricFamily } from '../../../shared/model/metric-family.js';
import { METRICS } from './names.js';
import type { HeadSeries } from '../tsdb/head.js';

/** Families every Go app or exporter has; what is left is the app's own. */
const CONVENTIONAL =
  /^(go|process|system|scrape|promhttp|gopherscope)_|^up$|^(http_server|http_client)_(request|active|response)/;

const PART = /_(bucket|sum|count)$/;

interface Gathered {
  type: MetricFamily['type'];
  unit: string;
  help: string;
  series: number;
  values: Map<string, Set<string>>;
}

/** An untyped name that ends in `_total` counts: only OpenMetrics makes that sure, but everyone keeps to it. */
const typeOf = ({ name, metadata }: HeadSeries): MetricFamily['type'] =>
  metadata.type === 'gauge' && name.endsWith('_total') ? 'counter' : metadata.type;

/** The families among the series of one target, by name. */
export function familiesOf(all: Iterable<HeadSeries>): MetricFamily[] {
  const families = new Map<string, Gathered>();
  for (const series of all) {
    if (series.group.latest(series.slot) === null) continue;
    const type = typeOf(series);
    const name = type === 'histogram' ? series.name.replace(PART, '') : series.name;
    let family = families.get(name);
    if (family === undefined) {
      const { unit, help } = series.metadata;
      families.set(name, (family = { type, unit, help, series: 0, values: new Map() }));
    }
    family.series += 1;
    for (const [label, value] of Object.entries(series.labels)) {
      if (label === 'le' && type === 'histogram') continue;
      const values = family.values.get(label) ?? new Set<string>();
      family.values.set(label, values.add(value));
    }
  }
  return [...families.entries()]
    .map(([name, { values, ...rest }]) => ({
      name,
      ...rest,
      own: !Object.hasOwn(METRICS, name) && !CONVENTIONAL.test(name),
      labels: [...values.entries()]
        .map(([label, seen]) => ({ name: label, values: seen.size }))
        .sort((a, b) => b.values - a.values || (a.name < b.name ? -1 : 1)),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
