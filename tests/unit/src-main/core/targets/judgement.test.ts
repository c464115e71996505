import { describe, expect, it } from 'vitest';
import type { SourceKind } from '../../../../../shared/model/target.js';
import { Conditions } from '../../../../../src-main/core/targets/conditions.js';
import { CostMeter } from '../../../../../src-main/core/targets/cost.js';
import {
  derivedPoints,
  GcShare,
  liveHeap,
  type Latest,
} from '../../../../../src-main/core/targets/derive.js';
import { judge, type SourceHealth } from '../../../../../src-main/core/targets/health.js';
import { intervalOf } from '../../../../../src-main/core/targets/intervals.js';
import { isKeptRecord, keepNewest } from '../../../../../src-main/core/targets/kept.js';
import { DEFAULT_SETTINGS } from '../../../../../src-main/core/settings/schema.js';
import { htmlProfiles, missingOf, noHttp } from '../../../../../src-main/core/targets/missing.js';
import { basesOf } from '../../../../../src-main/core/targets/probe.js';

describe('what a call costs', () => {
  const meter = (...costs: number[]): CostMeter => {
    const cost = new CostMeter((bytes) => bytes / 100);
    cost.answered(500);
    for (const used of costs) cost.add(used, 0, 0);
    return cost;
  };
  const many = (n: number, ...values: number[]): number[] =>
    Array.from({ length: n }, (_, i) => values[i % values.length]!);

  it('is an estimate by size until twenty calls were measured', () => {
    expect(meter(...many(19, 2)).perCall()).toEqual({ ms: 5, basis: 'estimated' });
    expect(meter(...many(20, 2)).perCall()).toEqual({ ms: 2, basis: 'measured' });
  });

  it('stays an estimate where calls drown in what the app does anyway', () => {
    expect(meter(...many(40, 30, -28)).perCall().basis).toBe('estimated');
    expect(meter(...many(40, -1)).perCall().basis).toBe('estimated');
    expect(meter(...many(40, 0.3, 0.1)).perCall()).toEqual({
      ms: expect.closeTo(0.2) as number,
      basis: 'measured',
    });
  });

  it('follows the last sixty calls, less the idle use', () => {
    expect(meter(...many(100, 9), ...many(60, 1)).perCall().ms).toBe(1);
    const cost = new CostMeter(() => 0);
    for (let i = 0; i < 20; i++) cost.add(6, 10, 0.5);
    expect(cost.perCall().ms).toBe(1);
  });

  it('is looked at for each of the first calls, then one in ten', () => {
    const cost = meter(...many(30, 1));
    expect([30, 31, 39, 40].filter((poll) => cost.wants(poll))).toEqual([30, 40]);
    expect(meter().wants(3)).toBe(true);
  });
});

describe('health', () => {
  /** `expvar:3` = three misses in a row, `expvar:-` never asked, `~expvar:0` idle. */
  const health = (text: string): string => {
    const sources = text.split(' ').map((word): SourceHealth => {
      const [, idle, id = '', misses] = /^(~?)(\w+):(.+)$/.exec(word)!;
      const count = misses === '-' ? 0 : Number(misses);
      return {
        id,
        speaksForApp: id !== 'process',
        idle: idle === '~',
        intervalMs: id === 'prometheus' ? 5000 : 1000,
        polls: misses === '-' ? 0 : 5,
        misses: count,
        lastError: count === 0 ? null : { code: id.toUpperCase(), params: {}, message: '' },
      };
    });
    const { health: verdict, error, failing } = judge(sources);
    return [verdict, error?.code, ...failing.map(({ id }) => id)]
      .filter((part) => part !== undefined)
      .join(' ');
  };

  it.each([
    ['expvar:0 pprof:0', 'up'],
    ['expvar:-', 'unknown'],
    ['expvar:1', 'unknown EXPVAR expvar'],
    ['expvar:2', 'unknown EXPVAR expvar'],
    ['expvar:3', 'down EXPVAR expvar'],
    ['expvar:3 pprof:0', 'up expvar'],
    ['expvar:3 pprof:2', 'unknown EXPVAR expvar pprof'],
    ['expvar:3 process:0', 'down EXPVAR expvar'],
    ['expvar:3 prometheus:1', 'down EXPVAR expvar prometheus'],
    ['expvar:2 prometheus:1', 'unknown EXPVAR expvar prometheus'],
    ['expvar:9 prometheus:0', 'up expvar'],
    ['prometheus:2', 'unknown PROMETHEUS prometheus'],
    ['prometheus:3', 'down PROMETHEUS prometheus'],
    ['process:0', 'up'],
    ['process:3', 'down PROCESS process'],
    ['expvar:3 ~pprof:0', 'down EXPVAR expvar'],
    ['expvar:- process:0', 'unknown'],
  ])('of %s is %s', (sources, verdict) => {
    expect(health(sources)).toBe(verdict);
  });
});

describe('values made of others', () => {
  const latest =
    (values: Record<string, number>): Latest =>
    (name) =>
      name in values ? { t: 0, v: values[name]! } : null;
  const heap = { go_memstats_next_gc_bytes: 90e6, go_memstats_heap_alloc_bytes: 80e6 };
  const none = { startTimeMs: null, profile: null };

  it('live heap is what the pacer aims at, less the stacks, over 1 + GOGC/100', () => {
    expect(liveHeap(latest(heap), none, 0)).toBe(45e6);
    expect(liveHeap(latest({ ...heap, go_memstats_stack_inuse_bytes: 10e6 }), none, 0)).toBe(40e6);
    expect(liveHeap(latest({ ...heap, go_gc_gogc_percent: 50 }), none, 0)).toBe(60e6);
    expect(liveHeap(latest({ ...heap, go_memstats_heap_alloc_bytes: 20e6 }), none, 0)).toBe(20e6);
    expect(liveHeap(latest({ go_memstats_next_gc_bytes: 1 }), none, 0)).toBeNull();
  });

  it('a fresh heap profile is believed where it is far from that', () => {
    const at = (bytes: number, tMs = 0) => ({ startTimeMs: null, profile: { tMs, bytes } });
    expect(liveHeap(latest(heap), at(40e6), 1000)).toBe(45e6);
    expect(liveHeap(latest(heap), at(70e6), 1000)).toBe(70e6);
    expect(liveHeap(latest(heap), at(20e6), 1000)).toBe(20e6);
    expect(liveHeap(latest(heap), at(20e6), 60_000)).toBe(45e6);
    expect(liveHeap(latest(heap), at(0), 1000)).toBe(45e6);
  });

  it("GC's share is between the last two cycles, not since the start", () => {
    const share = new GcShare();
    const at = (fraction: number, lastGC: number): number | null =>
      share.next(
        latest({ go_memstats_gc_cpu_fraction: fraction, go_memstats_last_gc_time_seconds: lastGC }),
        100_000,
      );
    // 1 % over the first 100 s is 1 s; 2 % over 110 s is 2.2 s: 1.2 s in 10 s.
    expect(at(0.01, 200)).toBeNull();
    expect(at(0.02, 210)).toBeCloseTo(0.12);
    expect(at(0.02, 210)).toBeCloseTo(0.12);
    expect(at(0.9, 210.1)).toBeCloseTo(0.12);
    share.reset();
    expect(at(0.02, 220)).toBeNull();
    expect(share.next(latest({}), 0)).toBeNull();
  });

  it('are written where they can be made', () => {
    const points = derivedPoints(latest(heap), none, new GcShare(), 0);
    expect(points.map(({ name }) => name)).toEqual(['go_gc_heap_live_bytes']);
  });
});

describe('conditions', () => {
  const why = (code: string, n = 0) => ({ code, params: { n }, message: code });

  it('keep the moment they began while the reason is the same', () => {
    let now = 0;
    const conditions = new Conditions(() => now);
    const since = (): string[] =>
      conditions.model().map((c) => `${c.type} ${c.code} ${Date.parse(c.since)} ${String(c.params['n'])}`);
    conditions.update('slow', why('SLOW', 1));
    now = 5000;
    conditions.update('slow', why('SLOW', 2));
    expect(since()).toEqual(['slow SLOW 0 2']);
    conditions.update('slow', why('SLOWER'));
    expect(since()).toEqual(['slow SLOWER 5000 0']);
    conditions.update('slow', null);
    expect(conditions.has('slow')).toBe(false);
  });

  it('begin anew when set, and expire', () => {
    let now = 0;
    const conditions = new Conditions(() => now);
    conditions.set('restarted', why('R'));
    now = 40_000;
    conditions.set('restarted', why('R'));
    now = 99_000;
    conditions.expire('restarted', 60_000);
    expect(conditions.has('restarted')).toBe(true);
    now = 101_000;
    conditions.expire('restarted', 60_000);
    expect(conditions.has('restarted')).toBe(false);
    conditions.set('paused', why('P'));
    conditions.clear('paused');
    expect(conditions.model()).toEqual([]);
  });
});

describe('what is missing', () => {
  const missing = (
    kinds: string,
    offers: string,
    { start = false, version = false, empty = '' } = {},
  ): string[] =>
    missingOf({
      kinds: new Set(kinds.split(' ') as SourceKind[]),
      offers: (name) => offers.split(' ').includes(name),
      emptyProfiles: new Set(empty.split(' ')),
      knowsStart: start,
      knowsVersion: version,
      url: 'http://h:1/',
    }).map(({ code }) => code);

  it.each([
    ['pprof', '', {}, ['MISSING_MEMSTATS', 'MISSING_CPU', 'MISSING_VERSION']],
    ['expvar', 'process_cpu_seconds_total', { start: true, version: true }, ['MISSING_PPROF']],
    ['pprof expvar', 'process_cpu_seconds_total', { version: true }, ['MISSING_START']],
    ['pprof expvar', 'process_cpu_seconds_total', { start: true, version: true }, []],
    [
      'pprof gopherscope',
      'process_cpu_seconds_total',
      { start: true, version: true, empty: 'mutex block' },
      [],
    ],
    [
      'pprof expvar',
      'process_cpu_seconds_total',
      { start: true, version: true, empty: 'mutex block' },
      ['MISSING_MUTEX', 'MISSING_BLOCK'],
    ],
  ])('of %s with “%s” %o', (kinds, offers, knows, codes) => {
    expect(missing(kinds, offers, knows)).toEqual(codes);
  });

  it('names the line with the right port and path', () => {
    expect(noHttp('http://h:8080/').fix).toContain('localhost:8080');
    expect(noHttp('nonsense').fix).toContain('localhost:6060');
    expect(htmlProfiles('http://h/ops/pprof').fix).toContain('mux.Handle("/ops/pprof/heap"');
  });
});

describe('intervals', () => {
  it.each([
    ['pprof', 'http://h/debug/pprof/', null, null, 1],
    ['prometheus', 'http://h/metrics', null, null, 5],
    ['prometheus', 'http://h/metrics', null, 2, 2],
    ['prometheus', 'http://h/metrics', 30, 2, 30],
    ['pprof', 'http://h/debug/pprof/heap?debug=1', null, 2, 10],
    ['pprof', 'http://h/debug/pprof/heap?debug=1', 20, 2, 20],
    ['process', 'pid:', null, null, 1],
    ['process', 'pid:', null, 3, 3],
  ] as const)('of %s at %s: own %s, target %s → %s s', (kind, url, own, target, seconds) => {
    const source = { id: 'x', kind, url, intervalSeconds: own };
    expect(intervalOf(source, { intervalSeconds: target }, DEFAULT_SETTINGS.polling)).toBe(seconds);
  });
});

describe('where a probe looks', () => {
  it.each([
    ['http://h:1', ['http://h:1/']],
    ['http://h:1/debug/pprof', ['http://h:1/']],
    ['http://h:1/ops/debug/pprof/heap', ['http://h:1/ops/', 'http://h:1/']],
    ['http://h:1/metrics', ['http://h:1/']],
    ['http://h:1/app/metrics/', ['http://h:1/app/', 'http://h:1/']],
    ['http://h:1/stats', ['http://h:1/stats/', 'http://h:1/']],
  ])('for %s', (url, bases) => {
    expect(basesOf(new URL(url)).map(({ href }) => href)).toEqual(bases);
  });
});

describe('what is kept of a process', () => {
  it('is the newest record of each target', () => {
    const record = (targetId: string, generation: number) => ({
      targetId,
      pid: null,
      startTimeMs: 1,
      generation,
    });
    expect(keepNewest([record('a', 1), record('b', 1), record('a', 2)])).toEqual([
      record('a', 2),
      record('b', 1),
    ]);
    expect(isKeptRecord(record('a', 1))).toBe(true);
    expect(isKeptRecord({ targetId: 'a' })).toBe(false);
  });
});
