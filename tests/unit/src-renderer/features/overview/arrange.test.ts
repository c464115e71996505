import { expect, it } from 'vitest';
import type { Target } from '../../../../../shared/model/target.js';
import { groupRows, labelNames, sortRows } from '../../../../../src-renderer/features/overview/arrange.js';
import type { OverviewRow } from '../../../../../src-renderer/features/overview/rows.js';
import { usualRange } from '../../../../../src-renderer/features/overview/usual.js';

const row = (name: string, labels: Record<string, string> = {}, rank = 0): OverviewRow =>
  ({ target: { id: name, name, labels } as unknown as Target, problem: { rank } }) as unknown as OverviewRow;
const ROWS = [
  row('b', { team: 'x', env: 'dev' }, 5),
  row('a10', { team: 'y' }),
  row('a9', { team: 'x' }),
  row('c'),
];
const names = (rows: readonly OverviewRow[]): string => rows.map((r) => r.target.name).join(' ');
const cpu: Record<string, number> = { b: 1, a10: 3, a9: 2 };
const valueOf = (id: string): number | null => cpu[id] ?? null;

it('sorts by a column either way; what has no value stands last', () => {
  expect(names(sortRows(ROWS, 'problem', true, valueOf))).toBe('b a10 a9 c');
  expect(names(sortRows(ROWS, 'problem', false, valueOf))).toBe('c a9 a10 b');
  expect(names(sortRows(ROWS, 'ov-cpu', true, valueOf))).toBe('a10 a9 b c');
  expect(names(sortRows(ROWS, 'ov-cpu', false, valueOf))).toBe('b a9 a10 c');
  expect(names(sortRows(ROWS, 'name', false, valueOf))).toBe('a9 a10 b c');
});

it('groups by the values of a label, those without it last, closed ones as a head only', () => {
  expect(labelNames(ROWS)).toEqual(['team', 'env']);
  const lines = groupRows(ROWS, 'team', new Set(['y']), (r) => r.problem.rank > 2);
  expect(
    lines.map((l) =>
      l.kind === 'row'
        ? l.row.target.name
        : `[${String(l.value)} ${l.targets.toString()} ${l.attention.toString()}]`,
    ),
  ).toEqual(['[x 2 1]', 'b', 'a9', '[y 1 0]', '[null 1 0]', 'c']);
  expect(groupRows(ROWS, null, new Set(), () => false)).toHaveLength(4);
});

it('usual is the middle four fifths, and nothing while there is too little', () => {
  const series = (n: number) => ({
    labels: {},
    t: new Float64Array(n),
    v: Float64Array.from({ length: n }, (_, i) => (i === 3 ? NaN : i)),
  });
  expect(usualRange(series(101))).toEqual([11, 91]);
  expect(usualRange(series(15))).toBeNull();
});
