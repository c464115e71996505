import { describe, expect, it } from 'vitest';
import type { QueryResult } from '../../../../../shared/model/query.js';
import { Querier } from '../../../../../src-main/core/api/querier.js';
import { parseTime } from '../../../../../src-main/core/api/time.js';
import { MemoryReader } from '../../../../helpers/memory-reader.js';

function setup(load: (reader: MemoryReader) => void) {
  const reader = new MemoryReader();
  load(reader);
  return new Querier(reader);
}
const cells = (result: QueryResult | undefined): string[] =>
  (result?.series ?? []).map(({ v }) => v.map((cell) => cell ?? 'null').join(' '));

describe('a range', () => {
  it('is evaluated on multiples of the step, with null where a series is not', async () => {
    const querier = setup((reader) => {
      reader.load('m', '0 1 2 stale _ _ 6 7');
      reader.load('odd', 'NaN Inf -Inf -0', 1000);
    });
    const { step, results } = await querier.range(
      [
        { id: 'a', expr: 'm' },
        { id: 'b', expr: 'odd' },
        { id: 'c', expr: 'm(' },
        { id: 'd', expr: 'm * 2' },
      ],
      { startMs: 300, endMs: 7300, maxPoints: 10 },
    );
    expect(step).toBe(1000);
    expect(results[0]!.t).toEqual([1000, 2000, 3000, 4000, 5000, 6000, 7000]);
    expect(cells(results[0])).toEqual(['1 2 null null null 6 7']);
    expect(cells(results[1])[0]).toMatch(/^\+Inf -Inf 0/);
    expect(results[2]).toMatchObject({ id: 'c', series: [], error: { code: 'PROMQL_PARSE' } });
    expect(cells(results[3])).toEqual(['2 4 null null null 12 14']);
  });

  it('has a moment after its last step where one is asked for; each series keeps its place', async () => {
    const querier = setup((reader) => {
      reader.load('m', '0 1 2 stale', 1000, { i: 'ends' });
      reader.load('m', '_ _ _ _ 4', 1000, { i: 'begins' });
      reader.load('m', '0 1 2 3 4', 1000, { i: 'stays' });
    });
    const window = { startMs: 1000, endMs: 2000, maxPoints: 10, tailMs: 4200 };
    const result = await querier.one({ id: 'a', expr: 'm' }, window, 1000);
    expect(result.t).toEqual([1000, 2000, 4200]);
    expect(result.series.map(({ labels, v }) => `${labels['i']!} ${v.map(String).join(' ')}`).sort()).toEqual(
      ['begins null null 4', 'ends 1 2 null', 'stays 1 2 4'],
    );
    const onStep = await querier.one({ id: 'a', expr: 'm' }, { ...window, tailMs: 2000 }, 1000);
    expect(onStep.t).toEqual([1000, 2000]);
  });

  it('of more series than anybody reads is refused', async () => {
    const querier = setup((reader) => {
      for (let i = 0; i < 2001; i++) reader.load('m', '1', 1000, { i: i.toString() });
    });
    const window = { startMs: 0, endMs: 1000, maxPoints: 10 };
    const { results } = await querier.range(
      [
        { id: 'a', expr: 'm' },
        { id: 'b', expr: 'm', mode: 'raw' },
        { id: 'c', expr: 'sum(m)' },
      ],
      window,
    );
    expect(results.map(({ error }) => error?.code)).toEqual([
      'TOO_MANY_SERIES',
      'TOO_MANY_SERIES',
      undefined,
    ]);
    expect(results[0]!.error!.params).toEqual({ count: 2001, limit: 2000 });
  });
});

describe('raw mode', () => {
  const raw = async (text: string, maxPoints: number, endMs: number) => {
    const querier = setup((reader) => reader.load('m', text, 100));
    return (await querier.range([{ id: 'a', expr: 'm', mode: 'raw' }], { startMs: 0, endMs, maxPoints }))
      .results[0]!;
  };

  it('gives the samples themselves at their own times, stale as null', async () => {
    const result = await raw('1 NaN stale 4', 100, 1000);
    expect(result.series[0]).toEqual({
      labels: { __name__: 'm' },
      t: [0, 100, 200, 300],
      v: [1, 'NaN', null, 4],
    });
    expect((await raw('1 2', 100, -1)).series).toEqual([]);
  });

  it('keeps the least and the greatest of every pixel', async () => {
    expect(cells(await raw('5 5 9 5 5 1 5 5  3 4 3 3 2 3 3 3', 2, 1600))).toEqual(['9 1 4 2']);
    expect(cells(await raw('1 2 3 4 5 6 7 8', 2, 800))).toEqual(['1 4 5 8']);
  });

  it('keeps them also after a gap or NaN at the start of a pixel', async () => {
    expect(cells(await raw('1 1 1 1  stale 5 9 2  NaN 3 8 3  NaN NaN NaN NaN', 4, 1600))).toEqual([
      '1 9 2 3 8 NaN',
    ]);
  });

  it.each(['rate(m[1m])', 'm offset 1m', 'm @ 0', '1'])(
    'takes plain selectors only, not %s',
    async (expr) => {
      const querier = setup(() => undefined);
      const result = await querier.one(
        { id: 'a', expr, mode: 'raw' },
        { startMs: 0, endMs: 1, maxPoints: 1 },
        1000,
      );
      expect(result.error?.code).toBe('PROMQL_TYPE');
    },
  );
});

describe('a time', () => {
  it.each([
    [5, 5],
    ['1700000000000', 1_700_000_000_000],
    ['-1.5', -1.5],
    ['1970-01-01T00:00:01Z', 1000],
    ['1970-01-01T01:00:00.250+01:00', 250],
    ['1970-01-01 00:00:01z', 1000],
  ])('%j is %d ms', (value, ms) => {
    expect(parseTime(value, 'start')).toEqual({ ok: true, value: ms });
  });

  it.each(['', 'now', 'abc 1', '2024-01-01', '2024-13-01T00:00:00Z', NaN, 1e300])('%j is none', (value) => {
    expect(parseTime(value, 'end')).toMatchObject({
      ok: false,
      error: { code: 'INVALID_INPUT', params: { field: 'end' } },
    });
  });
});
