import { describe, expect, it } from 'vitest';
import {
  chosenSources,
  perSecond,
  startChoices,
} from '../../../../../src-renderer/features/targets/probe-choices.js';
import { summaryQueries } from '../../../../../src-renderer/features/targets/queries.js';
import {
  intervalChoices,
  ownedFamilies,
  placeOf,
  sourceName,
  withInterval,
} from '../../../../../src-renderer/features/targets/sources.js';
import type { ProbedSource, Source, Target } from '../../../../../shared/model/target.js';

const source = (
  id: string,
  kind: Source['kind'],
  configuredSeconds: number,
  chosenSeconds: number | null = null,
): Source => ({
  id,
  kind,
  url: `http://h/${id}`,
  intervalSeconds: configuredSeconds,
  configuredSeconds,
  chosenSeconds,
  cost: { msPerSecond: 0.1, basis: 'measured' },
  state: 'up',
  lastError: null,
  lastAnswer: null,
  answerMs: null,
  answerBytes: null,
  callCpuMs: null,
  calls: 0,
  series: 0,
  owns: [],
});

it('changes one interval and leaves defaults defaults', () => {
  const target = {
    intervalSeconds: null,
    sources: [
      source('pprof', 'pprof', 1),
      source('prometheus', 'prometheus', 15, 15),
      source('pprof-heap', 'pprof', 10),
    ],
  } as unknown as Target;
  expect(withInterval(target, 'pprof', 2)).toEqual([
    { kind: 'pprof', url: 'http://h/pprof', intervalSeconds: 2 },
    { kind: 'prometheus', url: 'http://h/prometheus', intervalSeconds: 15 },
    { kind: 'pprof', url: 'http://h/pprof-heap', intervalSeconds: null },
  ]);
});

it('tells what a source owns in families, own metrics counted', () => {
  const words = ownedFamilies(['go_goroutines', 'go_memstats_sys_bytes', 'go_info', 'shop_a', 'shop_b']).map(
    (f) => `${f.said.key}${f.main ? '!' : ''}`,
  );
  expect(words).toEqual(['owns.goroutines!', 'owns.memory!', 'owns.own!']);
});

it('names and places', () => {
  expect(sourceName({ id: 'pprof-heap', kind: 'pprof' })).toBe('source.pprofHeap');
  expect(placeOf('http://h:1/debug/vars?x=1')).toBe('/debug/vars?x=1');
  expect(placeOf('pid:3')).toBe('pid:3');
  expect(intervalChoices(7)).toEqual([1, 2, 5, 7, 10, 15, 30, 60]);
});

describe('probe choices', () => {
  const probed = {
    ...source('pprof', 'pprof', 1),
    found: true,
    suggested: true,
    error: null,
    status: 200,
    bytes: 1,
    gives: { code: 'G', params: {}, message: '' },
  } as unknown as ProbedSource;
  it('start from what is suggested, and send an interval only if it was changed', () => {
    const [choice] = startChoices([probed]);
    expect(choice).toEqual({ id: 'pprof', on: true, intervalSeconds: 1 });
    expect(chosenSources([probed], choice ? [choice] : [])).toEqual([
      { kind: 'pprof', url: 'http://h/pprof' },
    ]);
    const slower = { id: 'pprof', on: true, intervalSeconds: 5 };
    expect(chosenSources([probed], [slower])).toEqual([
      { kind: 'pprof', url: 'http://h/pprof', intervalSeconds: 5 },
    ]);
    expect(perSecond(probed, slower)).toBeCloseTo(0.02);
    expect(chosenSources([probed], [{ ...slower, on: false }])).toEqual([]);
  });
});

it('one batch of expressions with unique ids', () => {
  const queries = summaryQueries('abc', 0);
  expect(new Set(queries.map((q) => q.id)).size).toBe(queries.length);
  expect(queries.every((q) => q.expr.includes('{target="abc"}'))).toBe(true);
  expect(queries.filter((q) => q.mode === 'raw').map((q) => q.expr)).toEqual([
    'go_gc_pause_seconds{target="abc"}',
  ]);
});
