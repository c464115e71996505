import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BLOCK_ROWS, SeriesGroup } from '../../../../../src-main/core/tsdb/group.js';
import { appendRow, fill, samplesText, valuesText } from '../../../../helpers/series-text.js';

const read = (group: SeriesGroup, slot: number, from = -Infinity, to = Infinity): string =>
  samplesText(group.read(slot, from, to));

describe('rows of a group', () => {
  it('end a series that a row leaves out, once, and begin it again with a value', () => {
    const group = new SeriesGroup(1, 2);
    const [a = -1, b = -1] = fill(group, ['1 2 _ _ _ 6', '_ _ 3 4 5 6']);
    expect(read(group, a)).toBe('0:1 1000:2 2000:stale 5000:6');
    expect(read(group, b)).toBe('2000:3 3000:4 4000:5 5000:6');
  });

  it('are refused unless they are later than the one before', () => {
    const group = new SeriesGroup(1, 1);
    const slot = group.takeSlot();
    expect(appendRow(group, 1000, { [slot]: 1 })).toBe(1);
    expect(appendRow(group, 1000, { [slot]: 2 })).toBe(0);
    expect(appendRow(group, 999, { [slot]: 3 })).toBe(0);
    expect(appendRow(group, NaN, { [slot]: 4 })).toBe(0);
    expect(read(group, slot)).toBe('1000:1');
  });

  it('skip negative slots without a trace', () => {
    const group = new SeriesGroup(1, 1);
    const slot = group.takeSlot();
    const written = group.append(1000, Int32Array.of(-1, slot, -4), Float64Array.of(7, 8, 9), 3);
    expect(written).toBe(1);
    expect(read(group, slot)).toBe('1000:8');
  });

  it('of stale markers alone are kept once, after values', () => {
    const group = new SeriesGroup(1, 1);
    group.appendStale(500);
    const [slot = -1] = fill(group, ['1'], { fromMs: 1000 });
    group.appendStale(2000);
    group.appendStale(3000);
    expect(group.lastT).toBe(2000);
    expect(read(group, slot)).toBe('1000:1 2000:stale');
    expect(appendRow(group, 2500, { [slot]: 4 })).toBe(1);
    expect(read(group, slot)).toBe('1000:1 2000:stale 2500:4');
  });

  it('keep NaN, -0 and the infinities apart from stale markers', () => {
    const group = new SeriesGroup(1, 1);
    const slot = group.takeSlot();
    [NaN, -0, Infinity, -Infinity].forEach((v, i) => appendRow(group, i, { [slot]: v }));
    const { v } = group.read(slot, 0, 10);
    expect(valuesText(group.read(slot, 0, 10))).toBe('NaN 0 Infinity -Infinity');
    expect(Object.is(v[1], -0)).toBe(true);
  });

  it('are read within a window, both ends included', () => {
    const group = new SeriesGroup(1, 1);
    const [slot = -1] = fill(group, ['0+1x200']);
    expect(read(group, slot, 58_000, 62_000)).toBe('58000:58 59000:59 60000:60 61000:61 62000:62');
    expect(read(group, slot, 199_500, Infinity)).toBe('200000:200');
    expect(read(group, slot, 300_000, 400_000)).toBe('');
    expect(read(group, slot, 5000, 4000)).toBe('');
  });

  it('give the newest value, or null when the newest row has none', () => {
    const group = new SeriesGroup(1, 2);
    const [a = -1, b = -1] = fill(group, ['1 2', '5 _']);
    expect(group.latest(a)).toEqual({ t: 1000, v: 2 });
    expect(group.latest(b)).toBeNull();
    expect(group.latest(99)).toBeNull();
    expect(new SeriesGroup(2, 1).latest(0)).toBeNull();
  });
});

describe('blocks', () => {
  it('are sealed a slice of slots at a time, and read the same all along', () => {
    const slots = 2500;
    const group = new SeriesGroup(1, slots);
    const columns = Int32Array.from({ length: slots }, () => group.takeSlot());
    const values = new Float64Array(slots);
    const last = columns[slots - 1]!;
    for (let row = 0; row < 3 * BLOCK_ROWS + 2; row++) {
      for (let slot = 0; slot < slots; slot++) values[slot] = slot * 1000 + row;
      group.append(row, columns, values, slots);
      for (const slot of [0, 999, 1000, last]) {
        const { t, v } = group.read(slot, 0, Infinity);
        expect([t.length, v[0], v[row]]).toEqual([row + 1, slot * 1000, slot * 1000 + row]);
      }
    }
  });

  it('take a few bytes a sample once sealed', () => {
    const group = new SeriesGroup(1, 1);
    const empty = group.bytes;
    fill(group, ['0+1x5999']);
    expect((group.bytes - empty) / 6000).toBeLessThan(20);
    expect(group.bytes - empty).toBeGreaterThan(6000);
  });

  it('go when their newest row is too old, the open one with them when nothing follows', () => {
    const group = new SeriesGroup(1, 1);
    const [slot = -1] = fill(group, ['0+1x99']);
    group.dropOlderThan(59_000);
    expect(group.read(slot, 0, Infinity).t[0]).toBe(0);
    group.dropOlderThan(59_001);
    expect(group.read(slot, 0, Infinity).t[0]).toBe(60_000);
    const before = group.bytes;
    group.dropOlderThan(99_001);
    expect(read(group, slot)).toBe('');
    expect(group.holdsValues(slot)).toBe(false);
    expect(group.bytes).toBeLessThanOrEqual(before);
    expect(appendRow(group, 200_000, { [slot]: 5 })).toBe(1);
    expect(read(group, slot)).toBe('200000:5');
  });
});

describe('slots', () => {
  it('are used again once no row holds a value of theirs, and show nothing of the past', () => {
    const group = new SeriesGroup(1, 1);
    const [a = -1, b = -1] = fill(group, ['1 2', '0+1x150']);
    expect(group.holdsValues(a)).toBe(true);
    group.dropOlderThan(100_000);
    expect(group.holdsValues(a)).toBe(false);
    group.releaseSlot(a);
    expect(group.slotsInUse).toBe(1);
    expect(group.releases).toBe(1);
    expect(group.takeSlot()).toBe(a);
    appendRow(group, 151_000, { [a]: 7, [b]: 8 });
    expect(read(group, a)).toBe('151000:7');
    expect(group.read(b, 150_000, Infinity).v).toEqual(Float64Array.of(150, 8));
  });

  it('are held by a value in a sealed block, in one being sealed, or in the open one', () => {
    const group = new SeriesGroup(1, 3000);
    const [sealed = -1] = fill(group, ['1 _x200']);
    const many = Array.from({ length: 2500 }, () => group.takeSlot());
    const late = many.at(-1)!;
    for (let row = 0; row < 40; row++) appendRow(group, 201_000 + row, { [late]: row === 0 ? 1 : 'none' });
    expect(group.holdsValues(sealed)).toBe(true);
    expect(group.holdsValues(late)).toBe(true);
    expect(group.holdsValues(many[5]!)).toBe(false);
  });

  it('beyond the size expected are made room for within a block', () => {
    const group = new SeriesGroup(1, 1);
    const [a = -1] = fill(group, ['1 2']);
    const more = Array.from({ length: 40 }, () => group.takeSlot());
    appendRow(group, 2000, { [a]: 3, [more[39]!]: 4 });
    expect(read(group, a)).toBe('0:1 1000:2 2000:3');
    expect(read(group, more[39]!)).toBe('2000:4');
    expect(read(group, more[3]!)).toBe('');
  });
});

/** What a group must answer, from plain maps. */
class Model {
  private readonly rows: { t: number; values: Map<number, number> }[] = [];

  append(t: number, values: Map<number, number>): void {
    this.rows.push({ t, values });
  }

  read(slot: number, from: number, to: number): string {
    const out: string[] = [];
    let ended = true;
    for (const { t, values } of this.rows) {
      if (t < from || t > to) continue;
      const value = values.get(slot);
      if (value !== undefined) out.push(`${t}:${value}`);
      else if (!ended) out.push(`${t}:stale`);
      ended = value === undefined;
    }
    return out.join(' ');
  }
}

describe('any appends', () => {
  const value = fc.oneof(
    fc.integer({ min: -5, max: 1_000_000 }),
    fc.double(),
    fc.constantFrom(NaN, Infinity),
  );
  const row = fc.record({
    gapMs: fc.integer({ min: 1, max: 5000 }),
    cells: fc.array(fc.option(value, { nil: undefined, freq: 4 }), { minLength: 1, maxLength: 6 }),
    stale: fc.boolean(),
  });

  it('read as a plain map of rows would, in any window', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 150 }), fc.nat(), fc.nat(), (rows, a, b) => {
        const group = new SeriesGroup(1, 2);
        const slots = Array.from({ length: 6 }, () => group.takeSlot());
        const model = new Model();
        let t = 0;
        for (const { gapMs, cells, stale } of rows) {
          t += gapMs;
          const values = new Map<number, number>();
          cells.forEach((cell, i) => {
            if (!stale && cell !== undefined) values.set(slots[i]!, cell);
          });
          if (stale) group.appendStale(t);
          else appendRow(group, t, Object.fromEntries(values));
          if (!stale || group.lastT === t) model.append(t, values);
        }
        const [from, to] = [(a % (t + 2)) - 1, b % (t + 2)];
        for (const slot of slots) {
          expect(read(group, slot)).toBe(model.read(slot, -Infinity, Infinity));
          expect(read(group, slot, from, to)).toBe(model.read(slot, from, to));
        }
      }),
      { numRuns: 150 },
    );
  });
});
