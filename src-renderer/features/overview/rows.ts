import type { Annotation } from '../../../shared/model/annotation.js';
import type { Target } from '../../../shared/model/target.js';
import { downSince } from '../../widgets/annotation-marks.js';
import { problemOf, type Problem } from '../../widgets/target-state.js';

export interface OverviewRow {
  target: Target;
  problem: Problem;
}

export type Show = 'all' | 'attention' | 'down';

/** Worst first; what is equally bad by how long it has been so, then by name. */
export function buildRows(
  targets: readonly Target[],
  annotations: readonly Annotation[],
  now: number,
): OverviewRow[] {
  const byTarget = new Map<string, Annotation[]>();
  for (const a of annotations) byTarget.set(a.targetId, [...(byTarget.get(a.targetId) ?? []), a]);
  const rows = targets.map((target) => ({
    target,
    problem: problemOf(target, now, downSince(byTarget.get(target.id) ?? [])),
  }));
  return rows.sort(
    (a, b) =>
      b.problem.rank - a.problem.rank ||
      (a.problem.since ?? Infinity) - (b.problem.since ?? Infinity) ||
      a.target.name.localeCompare(b.target.name),
  );
}

export const needsAttention = (row: OverviewRow): boolean => row.problem.rank >= 2;

/** By name, label, build or what is wrong; every word must be found. */
export function filterRows(
  rows: readonly OverviewRow[],
  show: Show,
  typed: string,
  problemText: (row: OverviewRow) => string,
): OverviewRow[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    if (show === 'attention' && !needsAttention(row)) return false;
    if (show === 'down' && row.problem.state !== 'down') return false;
    if (words.length === 0) return true;
    const { target } = row;
    const labels = Object.entries(target.labels).map(([k, v]) => `${k}=${v}`);
    const text = [target.name, target.url, target.goVersion, target.buildVersion, ...labels, problemText(row)]
      .join(' ')
      .toLowerCase();
    return words.every((w) => text.includes(w));
  });
}
