import { labelsKey, type Labels } from '../../../../shared/model/labels.js';
import type { Aggregate } from '../ast.js';
import { filterLabels, isMetadata, type Series } from '../columns.js';

export interface Group {
  labels: Labels;
  series: Series[];
}

/** The labels that decide which group a series belongs to, and that the group's result has. */
export function groupingOf({
  labels,
  without,
}: Pick<Aggregate, 'labels' | 'without'>): (from: Labels) => Labels {
  const listed = new Set(labels);
  if (without) return (from) => filterLabels(from, (name) => !listed.has(name) && !isMetadata(name));
  return (from) => filterLabels(from, (name) => listed.has(name));
}

/** The series by group, once for all steps; groups in the order of their first series. */
export function groupSeries(aggregate: Aggregate, series: readonly Series[]): Group[] {
  const groupLabels = groupingOf(aggregate);
  const groups = new Map<string, Group>();
  for (const each of series) {
    const labels = groupLabels(each.labels);
    const key = labelsKey(labels);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { labels, series: [each] });
    else group.series.push(each);
  }
  return [...groups.values()];
}
