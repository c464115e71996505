import type { SeriesView } from '../../../stores/columns.js';
import type { CsvSeries } from '../../../ui/csv.js';

/** Labels a person would not miss in a column's head; the target is in the file's name. */
const JOINED = new Set(['target', 'job', 'instance', '__name__']);

/** The app's own labels of a series, `skip` being those of its target. */
export function ownLabels(labels: Record<string, string>, skip: Record<string, string>): [string, string][] {
  return Object.entries(labels).filter(([k]) => !JOINED.has(k) && !(k in skip));
}

/** Columns of a file: the name, and what tells one series from the other. Copies, so that they can be kept. */
export function toColumns(
  name: string,
  list: readonly SeriesView[],
  skip: Record<string, string>,
): CsvSeries[] {
  return list.map(({ labels, t, v }) => {
    const pairs = ownLabels(labels, skip).map(([k, value]) => `${k}=${value}`);
    return { name: [name, ...pairs].join(' '), t: t.slice(), v: v.slice() };
  });
}
