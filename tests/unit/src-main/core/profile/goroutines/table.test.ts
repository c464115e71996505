import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseGoroutineDump } from '../../../../../../src-main/core/profile/goroutines/reader.js';
import { Waits } from '../../../../../../src-main/core/profile/goroutines/waits.js';
import { parseLegacy } from '../../../../../../src-main/core/profile/legacy/index.js';
import { ProfileView } from '../../../../../../src-main/core/profile/view.js';

const DIR = path.resolve(import.meta.dirname, '../../../../../fixtures/goroutines');
const file = (name: string): Buffer => fs.readFileSync(path.join(DIR, name));
const view = new ProfileView(parseGoroutineDump(file('go1.27.3.debug2.txt').toString()), { module: null });

describe('groups of a dump', () => {
  it('are of one stack, state and creator, the largest first', () => {
    const { items, total, leaked, detailed } = view.goroutines({});
    expect({ total, leaked, detailed }).toEqual({ total: 18, leaked: 10, detailed: true });
    expect(items[0]).toMatchObject({
      count: 4,
      leaked: 4,
      state: 'chan receive',
      longestMinutes: null,
      waits: [],
      createdBy: { name: 'main.(*worker[...]).start', line: 31, origin: 'own' },
    });
    expect(items[0]!.stack[items[0]!.standsAt]!.name).toBe('main.(*worker[...]).loop');
    expect(items.reduce((sum, { count }) => sum + count, 0)).toBe(18);
  });

  it('stand at the first frame that is not the runtime’s', () => {
    const network = view.goroutines({ state: 'IO wait' }).items[0]!;
    expect(network.stack[0]!.name).toBe('internal/poll.runtime_pollWait');
    expect(network.stack[network.standsAt]!.name).toBe('internal/poll.(*pollDesc).wait');
  });

  it('count waits and labels', () => {
    const { items } = view.goroutines({ search: 'TENANT=acme' });
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({
      count: 2,
      longestMinutes: 1,
      medianMinutes: 1,
      waits: [[1, 2]],
      labels: [
        { key: 'note', unit: null, values: [{ value: 'quote " and ]: }', total: 2 }], more: 0 },
        { key: 'route', values: [{ value: 'GET /cart/{id}', total: 2 }] },
        { key: 'tenant', values: [{ value: 'acme', total: 2 }] },
      ],
    });
  });

  it('by state, creator and label', () => {
    const keys = (by: string): [string, number][] =>
      view.goroutines({ by }).items.map(({ key, count }) => [key, count]);
    expect(Object.fromEntries(keys('state'))).toMatchObject({ 'chan receive': 8, running: 1, sleep: 1 });
    expect(view.goroutines({ by: 'creator' }).items[0]!.createdBy!.name).toBe('main.(*worker[...]).start');
    expect(keys('label:tenant')).toEqual([
      ['', 16],
      ['acme', 2],
    ]);
    expect(() => view.goroutines({ by: 'colour' })).toThrow('by stack, state, creator or label:KEY');
  });

  it('filter by state, leak and words, case aside; totals stay those of all', () => {
    const count = (query: object): number =>
      view.goroutines(query).items.reduce((sum, each) => sum + each.count, 0);
    expect(count({ leaked: true })).toBe(10);
    expect(count({ search: 'MAIN.LEAK' })).toBe(1);
    expect(count({ search: 'wg.wait' })).toBe(0);
    expect(count({ search: 'waitgroup' })).toBe(1);
    expect(count({ state: 'select' })).toBe(1);
    const { total, states } = view.goroutines({ search: 'nothing has this' });
    expect(total).toBe(18);
    expect(states[0]).toEqual({ state: 'chan receive', count: 8 });
  });
});

it('a profile that counts stacks has groups and labels, no states', () => {
  const counted = new ProfileView(parseLegacy(file('go1.26.8.debug1.txt')), { module: null });
  const { items, ...rest } = counted.goroutines({});
  expect(rest).toMatchObject({ total: 18, leaked: 0, states: [], detailed: false });
  expect(items[0]).toMatchObject({ count: 3, state: '', createdBy: null, longestMinutes: null });
  const labelled = items.find(({ labels }) => labels.length > 0);
  expect(labelled).toMatchObject({
    count: 2,
    labels: [{ key: 'note' }, { key: 'route' }, { key: 'tenant' }],
  });
});

describe('waits', () => {
  it('have their median over all, also those below a minute', () => {
    const waits = new Waits();
    waits.add(0, 3);
    waits.add(9, 2);
    waits.add(4, 1);
    expect(waits.summary()).toEqual({ longestMinutes: 9, medianMinutes: 0 });
    expect(waits.bars()).toEqual([
      [0, 3],
      [4, 1],
      [9, 2],
    ]);
  });

  it('become 200 bars at most', () => {
    const waits = new Waits();
    for (let minutes = 0; minutes < 1000; minutes++) waits.add(minutes, 1);
    const bars = waits.bars();
    expect(bars.length).toBeLessThanOrEqual(200);
    expect(bars.reduce((sum, [, count]) => sum + count, 0)).toBe(1000);
  });
});
