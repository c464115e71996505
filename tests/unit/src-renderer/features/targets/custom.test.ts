import { expect, it } from 'vitest';
import type { MetricFamily } from '../../../../../shared/model/metric-family.js';
import { changeSentence } from '../../../../../src-renderer/features/targets/custom/change.js';
import { linesOf, stillAt } from '../../../../../src-renderer/features/targets/custom/lines.js';
import {
  filterFamilies,
  metricQueries,
  pinnedFirst,
  tooMany,
  unitOf,
} from '../../../../../src-renderer/features/targets/custom/metric.js';
import { heatOf, trimmed } from '../../../../../src-renderer/features/targets/panels/heat.js';
import { heatStep } from '../../../../../src-renderer/ui/charts/heat-step.js';

const family = (name: string, more: Partial<MetricFamily> = {}): MetricFamily => ({
  name,
  type: 'gauge',
  unit: '',
  help: '',
  own: true,
  series: 1,
  labels: [],
  ...more,
});
const series = (v: number[], labels: Record<string, string> = {}) => ({
  labels,
  t: Float64Array.from(v, (_, i) => i * 1000),
  v: Float64Array.from(v),
});

it("a metric's type picks its expressions; too many series are asked as their sum", () => {
  const exprs = (f: MetricFamily): string[] => metricQueries(f, 'id1').map((q) => q.expr);
  expect(exprs(family('shop_cache_entries'))).toEqual(['shop_cache_entries{target="id1"}']);
  expect(exprs(family('orders_total', { type: 'counter' }))).toEqual([
    'rate(orders_total{target="id1"}[$w])',
  ]);
  expect(exprs(family('q', { type: 'counter', series: 500 }))).toEqual(['sum(rate(q{target="id1"}[$w]))']);
  expect(exprs(family('lat', { type: 'histogram', series: 500 }))).toEqual([
    'sum by (le) (rate(lat_bucket{target="id1"}[$w]))',
    'histogram_quantile(0.5, sum by (le) (rate(lat_bucket{target="id1"}[$w])))',
    'histogram_quantile(0.99, sum by (le) (rate(lat_bucket{target="id1"}[$w])))',
  ]);
  expect(exprs(family('größe "x"'))).toEqual(['{__name__="größe \\"x\\"",target="id1"}']);
  expect(tooMany(family('x', { series: 61 }))).toBe(true);
  const long = metricQueries(family('n'.repeat(300)), 'id1')[0]?.id ?? '';
  expect(long.length).toBeLessThanOrEqual(64);
});

it('units come from the base unit, a counter is told a second', () => {
  expect(unitOf(family('a', { unit: 'bytes' }))).toBe('bytes');
  expect(unitOf(family('a', { type: 'counter' }))).toBe('perSecond');
  expect(unitOf(family('a', { type: 'counter', unit: 'seconds' }))).toBe('share');
});

it('finds by name, label or help, and keeps pinned ones first', () => {
  const all = [
    family('b_total', { type: 'counter', help: 'Orders' }),
    family('a', { labels: [{ name: 'city', values: 2 }] }),
  ];
  expect(filterFamilies(all, 'all', 'order').map((f) => f.name)).toEqual(['b_total']);
  expect(filterFamilies(all, 'gauge', 'city').map((f) => f.name)).toEqual(['a']);
  expect(pinnedFirst(all, new Set(['b_total'])).map((f) => f.name)).toEqual(['b_total', 'a']);
});

it('the largest have a line each, the others are one: their sum', () => {
  const list = [1, 2, 3, 4, 5, 6, 7].map((x) => series([x, x * 10], { k: String(x) }));
  list.push(series([NaN, NaN], { k: 'never' }));
  const lines = linesOf(
    list,
    (l) => l['k'] ?? '',
    (n) => `other ${n.toString()}`,
  );
  expect(lines.map((l) => `${l.name}: ${[...l.v].join()}`)).toEqual([
    '4: 4,40',
    '5: 5,50',
    '6: 6,60',
    '7: 7,70',
    'other 3: 6,60',
  ]);
  expect(stillAt(linesOf([series([3, 3, 3])], () => '', String))).toBe(3);
  expect(stillAt(linesOf([series([3, 4])], () => '', String))).toBeNull();
});

it('cells hold what lies between two bounds, and a lower bucket ahead of its poll is no negative count', () => {
  const heat = heatOf(
    [series([5, 9], { le: '0.1' }), series([2, 2], { le: '0.01' }), series([6, 8], { le: '+Inf' })],
    1000,
  );
  expect(heat?.rows.map((r) => [r.from, r.to, ...r.v].map((x) => Number(x.toPrecision(3))))).toEqual([
    [0.001, 0.01, 2, 2],
    [0.01, 0.1, 3, 7],
    [0.1, 1, 1, 0],
  ]);
  // LinearBuckets(0, …): the lowest bound says nothing about how they grow
  const zero = heatOf(
    [
      series([1], { le: '0' }),
      series([2], { le: '5' }),
      series([3], { le: '10' }),
      series([4], { le: '+Inf' }),
    ],
    1000,
  );
  expect(zero?.rows.map((r) => [r.from, r.to])).toEqual([
    [-1, 0],
    [0, 5],
    [5, 10],
    [10, 20],
  ]);
  expect(heatOf([series([1], { le: '+Inf' })], 1000)).toBeNull();
  expect([0, NaN, 1, 50, 100].map((x) => heatStep(x, 100))).toEqual([0, 0, 1, 7, 10]);
});

it('says what moved most, and when nothing did', () => {
  const flat = { name: 'flat', parts: 1, ...series(Array<number>(30).fill(5)) };
  const step = {
    name: 'stepped',
    parts: 1,
    ...series([...Array<number>(15).fill(1), ...Array<number>(15).fill(9)]),
  };
  expect(changeSentence([flat], null, 'count')).toEqual({ key: 'custom.level' });
  expect(changeSentence([flat, step], null, 'count')).toMatchObject({
    key: 'custom.atNamed',
    params: { name: 'stepped', from: '1', to: '9' },
  });
});

it('a heat map shows the rows that count and one more on each side, all where none does', () => {
  const row = (from: number, v: number[]) => ({ from, to: from * 2, v: Float64Array.from(v) });
  const map = (...counts: number[][]) => ({
    t: Float64Array.of(0, 1),
    stepMs: 1,
    rows: counts.map((v, i) => row(2 ** i, v)),
  });
  const none = [0, NaN];
  const bounds = trimmed(map(none, none, [0, 3], none, [1, 0], none, none)).rows.map((r) => r.from);
  expect(bounds).toEqual([2, 4, 8, 16, 32]);
  expect(trimmed(map([1, 0], none)).rows).toHaveLength(2);
  expect(trimmed(map(none, none)).rows).toHaveLength(2);
});
