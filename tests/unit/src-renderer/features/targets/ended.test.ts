import { describe, expect, it } from 'vitest';
import type { Source } from '../../../../../shared/model/target.js';
import { endOf, EXPOSITIONS, upTo } from '../../../../../src-renderer/features/targets/ended.js';
import { routesOf } from '../../../../../src-renderer/features/targets/http/routes.js';

const T0 = Date.UTC(2026, 10, 25, 14, 0, 0);
const source = (kind: Source['kind'], state: Source['state'], ms: number | null): Source =>
  ({ kind, state, lastAnswer: ms === null ? null : new Date(ms).toISOString() }) as Source;
const library = (state: Source['state'], ms: number | null): Source => source('gopherscope', state, ms);

describe('the end of what a target says', () => {
  it('is its last good answer once none of the sources that say it answers', () => {
    const end = (...sources: Source[]): number => endOf({ enabled: true, sources }, EXPOSITIONS);
    expect(end(library('up', T0))).toBe(Infinity);
    expect(end(library('failing', T0))).toBe(T0);
    // the process is still there, and says nothing of requests
    expect(end(library('failing', T0), source('process', 'up', T0 + 9000))).toBe(T0);
    expect(end(library('failing', T0), source('prometheus', 'up', T0 + 9000))).toBe(Infinity);
    expect(end(library('failing', T0), source('prometheus', 'idle', T0 - 9000))).toBe(T0);
    // it has never answered, or nothing says it
    expect(end(library('failing', null))).toBe(Infinity);
    expect(end(source('pprof', 'failing', T0))).toBe(Infinity);
  });

  it('is that of all sources where none is named, and of a target that is not asked any more', () => {
    const sources = [source('pprof', 'failing', T0), source('process', 'up', T0 + 9000)];
    expect(endOf({ enabled: true, sources })).toBe(Infinity);
    expect(endOf({ enabled: false, sources: [library('up', T0)] }, EXPOSITIONS)).toBe(T0);
  });

  it('keeps the error ratio of the last good poll, not what a rate says of a minute that runs empty', () => {
    const labels = { http_request_method: 'GET', http_route: '/a' };
    const t = Float64Array.from({ length: 60 }, (_, i) => T0 + (i - 50) * 5000);
    // after T0 the last failures leave the minute before the last requests do
    const line = (value: number, then: number) => [
      { labels, t, v: Float64Array.from(t, (x) => (x <= T0 ? value : then)) },
    ];
    const errorsOf = (end: number): number | undefined =>
      routesOf({
        ...{ rate: upTo(line(40, 2), end), ratio: upTo(line(0.2, 0), end), before: null },
        ...{ p50: [], p99: [], active: [] },
      })[0]?.errors;
    expect(errorsOf(Infinity)).toBe(0);
    expect(errorsOf(T0)).toBe(0.2);
    expect(upTo(line(40, 2), T0)[0]?.t.at(-1)).toBe(T0);
    expect(upTo(line(40, 2), T0 - 1)[0]?.t.at(-1)).toBe(T0 - 5000);
  });
});
