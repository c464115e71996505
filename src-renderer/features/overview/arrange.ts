import type { OverviewRow } from './rows.js';

/** `problem`, `name`, or a column's id. */
export type SortKey = string;

export interface GroupHead {
  kind: 'group';
  /** The label's value; null = targets without the label. */
  value: string | null;
  targets: number;
  attention: number;
  open: boolean;
}
export type Line = GroupHead | { kind: 'row'; row: OverviewRow };

/**
 * Rows in the order of a column; what has no value stands last either way. Rows come worst first, and stay so
 * among equals.
 */
export function sortRows(
  rows: readonly OverviewRow[],
  key: SortKey,
  descending: boolean,
  valueOf: (targetId: string) => number | null,
): OverviewRow[] {
  const sign = descending ? -1 : 1;
  if (key === 'problem') return descending ? [...rows] : [...rows].reverse();
  if (key === 'name')
    return [...rows].sort(
      (a, b) => sign * a.target.name.localeCompare(b.target.name, undefined, { numeric: true }),
    );
  const values = new Map(rows.map((r) => [r, valueOf(r.target.id)]));
  return [...rows].sort((a, b) => {
    const [x, y] = [values.get(a) ?? null, values.get(b) ?? null];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    return sign * (x - y);
  });
}

/** Labels the targets have, the one most have first. */
export function labelNames(rows: readonly OverviewRow[]): string[] {
  const counts = new Map<string, number>();
  for (const { target } of rows)
    for (const name of Object.keys(target.labels)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts.entries()].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).map(([name]) => name);
}

/** Rows under the values of one label, in the order their first rows have; those without it last. */
export function groupRows(
  rows: readonly OverviewRow[],
  label: string | null,
  closed: ReadonlySet<string>,
  needsAttention: (row: OverviewRow) => boolean,
): Line[] {
  if (label === null) return rows.map((row) => ({ kind: 'row', row }));
  const groups = new Map<string | null, OverviewRow[]>();
  for (const row of rows) {
    const value = row.target.labels[label] ?? null;
    groups.set(value, [...(groups.get(value) ?? []), row]);
  }
  const order = [...groups.entries()].sort(([a], [b]) => Number(a === null) - Number(b === null));
  return order.flatMap(([value, members]): Line[] => {
    const open = !closed.has(value ?? '');
    const head: GroupHead = {
      kind: 'group',
      value,
      targets: members.length,
      attention: members.filter(needsAttention).length,
      open,
    };
    return [head, ...(open ? members.map((row): Line => ({ kind: 'row', row })) : [])];
  });
}
