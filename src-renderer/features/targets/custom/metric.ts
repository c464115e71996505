import { fnv1a } from '../../../../shared/base/hash.js';
import type { MetricFamily } from '../../../../shared/model/metric-family.js';
import type { LiveQuery } from '../../../stores/live.js';
import type { Unit } from '../../../ui/format/number.js';
import { heatQueries, type HeatPart } from '../panels/heat.js';

/** Past this the parts are not told apart: the sum is drawn, and the label that made them is named. */
export const MOST_SERIES = 60;
/** Lines with a colour and a label of their own; what is left is one line, "other". */
export const MOST_LINES = 4;

/** UTF-8 names (OpenMetrics 2) stand in quotes. */
const selector = (name: string, targetId: string): string => {
  const target = `target=${JSON.stringify(targetId)}`;
  return /^[a-zA-Z_:][\w:]*$/.test(name)
    ? `${name}{${target}}`
    : `{__name__=${JSON.stringify(name)},${target}}`;
};

export const tooMany = (family: MetricFamily): boolean =>
  family.type !== 'histogram' && family.series > MOST_SERIES;

/** The label with the most values: the one to blame. */
export const blamed = (family: MetricFamily): { name: string; values: number } | null =>
  family.labels[0] ?? null;

export type Part = 'lines' | HeatPart;

/** Ids are short whatever the name: the core takes 64 characters. */
export const partId = (family: MetricFamily, part: Part): string =>
  `c-${fnv1a(family.name).toString(36)}-${String(family.name.length)}-${part}`;

/** A metric's type picks its picture: counter = rate, gauge = line, histogram = counts by bucket, p50 and p99. */
export function metricQueries(family: MetricFamily, targetId: string): LiveQuery[] {
  const { name, type } = family;
  const id = (part: Part): string => partId(family, part);
  if (type === 'histogram') return heatQueries(selector(`${name}_bucket`, targetId), id);
  const each = type === 'counter' ? `rate(${selector(name, targetId)}[$w])` : selector(name, targetId);
  const expr = tooMany(family) ? `sum(${each})` : each;
  return [{ id: id('lines'), expr, maxPoints: 240, follows: true }];
}

/** How its figures are shown: by the base unit it names, a counter a second. */
export function unitOf(family: MetricFamily): Unit {
  if (family.type === 'counter') {
    // seconds or bytes counted a second: cores, or a throughput
    if (family.unit === 'seconds') return 'share';
    return family.unit === 'bytes' ? 'bytes' : 'perSecond';
  }
  if (family.unit === 'seconds') return 'seconds';
  if (family.unit === 'bytes') return 'bytes';
  return family.unit === 'ratio' ? 'share' : 'count';
}

export type Kind = 'all' | 'counter' | 'gauge' | 'histogram';

/** By name, label or help; every word must be found. */
export function filterFamilies(all: readonly MetricFamily[], kind: Kind, typed: string): MetricFamily[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return all.filter((f) => {
    if (kind !== 'all' && f.type !== kind) return false;
    const text = [f.name, f.help, ...f.labels.map((l) => l.name)].join(' ').toLowerCase();
    return words.every((w) => text.includes(w));
  });
}

/** Pinned first, each part by name. */
export function pinnedFirst(all: readonly MetricFamily[], pins: ReadonlySet<string>): MetricFamily[] {
  return [...all].sort(
    (a, b) => Number(pins.has(b.name)) - Number(pins.has(a.name)) || (a.name < b.name ? -1 : 1),
  );
}
