import { describe, expect, it } from 'vitest';
import type { Annotation } from '../../../../shared/model/annotation.js';
import type { Target } from '../../../../shared/model/target.js';
import { buildRows, filterRows, needsAttention } from '../../../../src-renderer/features/overview/rows.js';
import { annotationPhrase, downSince, toMarkers } from '../../../../src-renderer/widgets/annotation-marks.js';
import { costOf, problemOf, shortBuild } from '../../../../src-renderer/widgets/target-state.js';

const NOW = Date.UTC(2026, 10, 25, 14, 0, 0);
const target = (over: Partial<Target>): Target => ({
  id: 'x',
  url: 'http://h/',
  name: 'x',
  labels: {},
  intervalSeconds: null,
  enabled: true,
  cpuSampling: false,
  temporary: false,
  health: 'up',
  conditions: [],
  lastError: null,
  lastSeen: null,
  sources: [],
  missing: [],
  goVersion: null,
  buildVersion: null,
  module: null,
  startTime: null,
  pid: null,
  generation: 1,
  createdAt: '',
  auth: null,
  ...over,
});
const condition = (type: Target['conditions'][number]['type'], agoMs: number) => ({
  type,
  since: new Date(NOW - agoMs).toISOString(),
  code: 'C',
  params: {},
  message: 'm',
});
const note = (over: Partial<Annotation>): Annotation => ({
  id: '1',
  targetId: 'x',
  tMs: 1,
  kind: 'note',
  data: {},
  ...over,
});

describe('problemOf', () => {
  it.each([
    ['well', {}, 'up', 0],
    ['down', { health: 'down' as const }, 'down', 5],
    ['not asked yet', { health: 'unknown' as const }, 'unknown', 0],
    ['paused, even if it was down', { health: 'down' as const, enabled: false }, 'paused', 1],
    ['restarted lately', { conditions: [condition('restarted', 60_000)] }, 'restart', 2],
    ['restarted long ago', { conditions: [condition('restarted', 3_600_000)] }, 'up', 0],
    [
      'partial before restarted',
      { conditions: [condition('restarted', 60_000), condition('partial', 1000)] },
      'restart',
      3,
    ],
    ['stale', { conditions: [condition('stale', 1000)] }, 'stale', 4],
  ])('%s', (_name, over, state, rank) => {
    const problem = problemOf(target(over), NOW, null);
    expect([problem.state, problem.rank]).toEqual([state, rank]);
  });
  it('takes "down since" from the annotations', () => {
    expect(problemOf(target({ health: 'down' }), NOW, 42).since).toBe(42);
    expect(downSince([note({ kind: 'down', tMs: 5 }), note({ kind: 'up', tMs: 6 })])).toBeNull();
    expect(downSince([note({ kind: 'down', tMs: 5 })])).toBe(5);
  });
});

it('worst first, then who has been so for longer, then by name', () => {
  const rows = buildRows(
    [
      target({ id: 'b', name: 'b' }),
      target({ id: 'a', name: 'a' }),
      target({ id: 'd', name: 'd', health: 'down' }),
      target({ id: 'c', name: 'c', health: 'down' }),
    ],
    [note({ targetId: 'd', kind: 'down', tMs: 10 }), note({ targetId: 'c', kind: 'down', tMs: 20 })],
    NOW,
  );
  expect(rows.map((r) => r.target.id)).toEqual(['d', 'c', 'a', 'b']);
  expect(rows.filter(needsAttention).length).toBe(2);
  expect(filterRows(rows, 'down', '', () => '').length).toBe(2);
  expect(filterRows(rows, 'all', 'B', () => '').map((r) => r.target.id)).toEqual(['b']);
  expect(
    filterRows(rows, 'all', 'refused', (r) => (r.target.id === 'c' ? 'connection refused' : '')).map(
      (r) => r.target.id,
    ),
  ).toEqual(['c']);
});

it('markers: causes dashed, what is wrong in signal, owners not at all', () => {
  const list = [
    note({}),
    note({ id: '2', kind: 'down' }),
    note({ id: '3', kind: 'owner' }),
    note({ id: '4', kind: 'gap', endMs: 9 }),
  ];
  expect(toMarkers(list, (p) => p.key).map((m) => `${m.kind} ${m.line} ${String(m.end)}`)).toEqual([
    'flag dashed undefined',
    'down signal undefined',
    'gap dashed 9',
  ]);
  expect(annotationPhrase(note({ kind: 'build', data: { to: 'abc' } }))).toEqual({
    key: 'marks.buildTo',
    params: { version: 'abc' },
  });
});

it('costs add up without what is not polled', () => {
  const source = (state: 'up' | 'idle', basis: 'measured' | 'estimated') =>
    ({ state, cost: { msPerSecond: 1, basis } }) as Target['sources'][number];
  expect(costOf(target({ sources: [source('up', 'measured'), source('idle', 'estimated')] }))).toEqual({
    share: 0.001,
    measured: true,
  });
  expect(shortBuild('3f2a9c17be0d44aa91c2')).toBe('3f2a9c1');
  expect(shortBuild('v1.2.3')).toBe('v1.2.3');
});
