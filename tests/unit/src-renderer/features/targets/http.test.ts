import { describe, expect, it } from 'vitest';
import type { MetricFamily } from '../../../../../shared/model/metric-family.js';
import { worstRatios } from '../../../../../src-renderer/features/targets/http/errors.js';
import { findingPhrase, leadOf } from '../../../../../src-renderer/features/targets/http/lead.js';
import { httpExpr, httpQueries, isMany } from '../../../../../src-renderer/features/targets/http/queries.js';
import {
  labelsOfKey,
  routeKey,
  routesOf,
  sortRoutes,
  type Route,
  type RouteInput,
} from '../../../../../src-renderer/features/targets/http/routes.js';
import { parse } from '../../../../../src-main/core/promql/index.js';

const N = 60;
const STEP = 15_000;
const times = Float64Array.from({ length: N }, (_, i) => i * STEP);
const series = (method: string, route: string, v: (i: number) => number) => ({
  labels: { http_request_method: method, http_route: route },
  t: times,
  v: Float64Array.from({ length: N }, (_, i) => v(i)),
});
const input = (more: Partial<RouteInput>): RouteInput => ({
  rate: [],
  before: null,
  p50: [],
  p99: [],
  ratio: [],
  active: [],
  ...more,
});
/** Level, with a little of everything that moves. */
const around = (mean: number) => (i: number) => mean * (1 + 0.02 * Math.sin(i * 1.7));

describe('expressions', () => {
  it('are PromQL, whatever a route or target is called', () => {
    const chosen = { method: 'GET', route: '/a"}) or vector(1) # \\ \n {id}' };
    const all = httpQueries('id"1', { compareMs: 900_000, chosen, many: false });
    for (const { expr, id } of all) expect(parse(expr), `${id} ${expr}`).toMatchObject({ ok: true });
    expect(new Set(all.map((q) => q.id)).size).toBe(all.length);
  });

  it('ask the latencies of the chosen route alone, and of nothing else', () => {
    const chosen = { method: 'GET', route: '/a' };
    expect(httpExpr('latency-p99', 't', 0, chosen)).toBe(
      'histogram_quantile(0.99, sum by (le) (rate(http_server_request_duration_seconds_bucket{target="t",http_request_method="GET",http_route="/a"}[$w])))',
    );
    expect(httpExpr('rate', 't', 0, chosen)).toBe(httpExpr('rate', 't'));
    expect(httpExpr('total', 't', 60_000)).toBe(
      'sum(rate(http_server_request_duration_seconds_count{target="t"}[$w] offset 60000ms))',
    );
  });

  it('ask fewer points of each route where there are many, under other ids', () => {
    const family = (values: number): MetricFamily => ({
      name: 'http_server_request_duration_seconds',
      type: 'histogram',
      unit: 'seconds',
      help: '',
      own: false,
      series: 1,
      labels: [{ name: 'http_route', values }],
    });
    expect(isMany([family(100)])).toBe(false);
    expect(isMany([family(101)])).toBe(true);
    const few = httpQueries('t', { compareMs: 0, chosen: null, many: false });
    const many = httpQueries('t', { compareMs: 0, chosen: null, many: true });
    const points = (list: typeof few) => list.reduce((sum, q) => sum + (q.maxPoints ?? 0), 0);
    expect(points(many)).toBeLessThan(points(few) / 2);
    expect(many.filter((q) => few.some((f) => f.id === q.id))).toEqual([]);
  });
});

describe('routes', () => {
  it('a key gives back its labels, also those of OpenTelemetry without a route', () => {
    const hostile = { http_request_method: 'GET', http_route: '/a "b" \\ 🦫' };
    expect(labelsOfKey(routeKey(hostile))).toEqual({ method: 'GET', route: '/a "b" \\ 🦫' });
    expect(labelsOfKey(routeKey({}))).toEqual({ method: '', route: '' });
    const [none] = routesOf(input({ rate: [series('POST', 'unmatched', around(1))] }));
    expect(none).toMatchObject({ method: 'POST', route: null });
  });

  it('change is against the time before, else against the first minute; figures cover the last one', () => {
    // the very first value has half a step behind it
    const rate = [series('GET', '/a', (i) => (i < 10 ? NaN : i === 10 ? 1 : i < 40 ? 100 : 130 + (i % 2)))];
    expect(routesOf(input({ rate }))[0]).toMatchObject({ rate: 130.5, change: 30.5 });
    const before = [series('GET', '/a', () => 90)];
    expect(routesOf(input({ rate, before }))[0]?.change).toBe(40.5);
    expect(routesOf(input({ rate, before: [] }))[0]?.change).toBeNull();
    // a minute and a half of it: the first and the last minute are nearly the same
    expect(routesOf(input({ rate: [series('GET', '/a', (i) => (i < 54 ? NaN : 5))] }))[0]?.change).toBeNull();
  });

  it('finds what fails and since when, what is slower, what is asked more, and nothing in what is level', () => {
    const one = (more: Partial<RouteInput>): Route | undefined =>
      routesOf(input({ rate: [series('GET', '/a', around(50))], ...more }))[0];
    const fails = one({ ratio: [series('GET', '/a', (i) => (i < 30 ? NaN : 0.05))] });
    expect(fails?.finding).toEqual({ kind: 'fails', ratio: 0.05, since: 30 * STEP });
    // it failed before the window began: since when is not known
    expect(one({ ratio: [series('GET', '/a', around(0.05))] })?.finding).toMatchObject({ since: null });
    expect(one({ ratio: [series('GET', '/a', around(0.005))] })?.finding).toBeNull();
    const slow = one({ p99: [series('GET', '/a', (i) => around(i < 30 ? 0.03 : 0.06)(i))] });
    expect(slow?.finding).toMatchObject({ kind: 'slower', change: { at: 30 * STEP } });
    const busy = one({ rate: [series('GET', '/a', (i) => around(i < 20 ? 60 : 150)(i))] });
    expect(busy?.finding).toMatchObject({ kind: 'more', change: { at: 20 * STEP } });
    // p99 of fewer than a hundred requests is their slowest
    const few = { rate: [series('GET', '/a', around(1))] };
    expect(one({ ...few, p99: [series('GET', '/a', (i) => (i < 30 ? 0.03 : 0.06))] })?.finding).toBeNull();
    // it fails since it was first asked
    const fresh = (v: number) => (i: number) => (i < 20 ? NaN : v);
    const born = { rate: [series('GET', '/a', fresh(9))], ratio: [series('GET', '/a', fresh(0.05))] };
    expect(one(born)?.finding).toMatchObject({ kind: 'fails', since: null });
    // a route of a few requests a minute
    expect(one({ rate: [series('GET', '/a', (i) => (i < 20 ? 0.1 : 0.4))] })?.finding).toBeNull();
    expect(one({ p99: [series('GET', '/a', around(0.03))] })?.finding).toBeNull();
  });

  it('what an app told before it restarted is not told of it now', () => {
    const before = (v: number) => (i: number) => (i < 40 ? v : NaN);
    const mended = routesOf(
      input({
        rate: [series('GET', '/a', around(50)), series('GET', '/gone', before(9))],
        ratio: [series('GET', '/a', before(0.05)), series('GET', '/gone', before(0.5))],
        p99: [series('GET', '/a', around(0.03)), series('GET', '/gone', before(0.2))],
      }),
    );
    expect(mended).toMatchObject([
      { route: '/a', errors: 0, finding: null, p99: expect.closeTo(0.03, 2) as number },
      { route: '/gone', rate: null, change: null, errors: 0, p99: null, finding: null },
    ]);
  });

  it('worst first is what fails, then what is slower, then p99; rows without a figure come last', () => {
    const row = (route: string, more: Partial<Route>): Route => ({
      key: route,
      method: 'GET',
      route,
      rate: 1,
      change: 0,
      p50: 0.001,
      p99: 0.01,
      p99Line: undefined,
      errors: 0,
      inFlight: null,
      finding: null,
      ...more,
    });
    const change = { from: 1, to: 2, at: null, fromTime: 0 };
    const rows = [
      row('/quick', { p99: 0.001, rate: 9 }),
      row('/none', { p99: null, rate: null }),
      row('/slow', { p99: 0.5, change: -7 }),
      row('/slower', { finding: { kind: 'slower', change } }),
      row('/fails', { p99: 0.002, errors: 0.1, finding: { kind: 'fails', ratio: 0.1, since: null } }),
    ];
    const by = (...how: [Parameters<typeof sortRoutes>[1], boolean]): string =>
      sortRoutes(rows, ...how)
        .map((r) => r.key)
        .join(' ');
    expect(by('worst', true)).toBe('/fails /slower /slow /quick /none');
    expect(by('rate', true)).toBe('/quick /fails /slow /slower /none');
    expect(by('change', true).split(' ')[0]).toBe('/slow');
    expect(by('route', false)).toBe('/fails /none /quick /slow /slower');
    expect(by('errors', true).split(' ')[0]).toBe('/fails');
  });

  it('a thousand routes take a frame, not a second', () => {
    const rate = Array.from({ length: 1000 }, (_, i) => series('GET', `/r/${i}`, around(i)));
    const routes = routesOf(input({ rate, p50: rate, p99: rate }));
    expect(sortRoutes(routes, 'worst', true)[0]?.route).toBe('/r/999');
    expect(routes).toHaveLength(1000);
  });
});

describe('the sentence', () => {
  const nameOf = (r: Route): string => `${r.method} ${r.route ?? '?'}`;
  const lead = (more: Partial<RouteInput>, total: (i: number) => number) =>
    leadOf({
      routes: routesOf(input(more)),
      total: { labels: {}, t: times, v: Float64Array.from({ length: N }, (_, i) => total(i)) },
      rate: 412,
      p99: 0.0382,
      nameOf,
    });

  it('names what fails most, who carries a rise, and how many are level', () => {
    const search = (i: number): number => around(i < 20 ? 61 : 148)(i);
    const rates = [
      series('GET', '/search', search),
      series('POST', '/orders', around(3)),
      ...['/a', '/b', '/c'].map((r) => series('GET', r, around(40))),
    ];
    const said = lead(
      { rate: rates, ratio: [series('POST', '/orders', (i) => (i < 40 ? NaN : 0.019))] },
      (i) => search(i) + 120,
    );
    expect(said.map((p) => p.key)).toEqual([
      'http.say.failsSince',
      'http.say.carriesRise',
      'http.say.others',
    ]);
    expect(said[0]?.params).toMatchObject({ route: 'POST /orders', share: '1.90\u2009%' });
    expect(said[1]?.params).toMatchObject({ route: 'GET /search' });
    expect(said[2]).toMatchObject({ plural: 3 });
  });

  it('says that all is level where nothing stands out', () => {
    const rates = [series('GET', '/a', around(40))];
    expect(lead({ rate: rates }, around(40))).toEqual([
      {
        key: 'http.say.level',
        params: { n: '1', rate: '412/s', p99: '38.2\u2009ms' },
        strong: ['rate', 'p99'],
        plural: 1,
      },
    ]);
  });

  it('a rise that no route carries alone is told as one of many', () => {
    const rise = (i: number): number => around(i < 20 ? 10 : 20)(i);
    const rates = ['/a', '/b', '/c'].map((r) => series('GET', r, rise));
    const keys = lead({ rate: rates }, (i) => rise(i) * 3).map((p) => p.key);
    expect(keys).toEqual(['http.say.trafficRise']);
  });

  it('a row is told in the figures of what was found', () => {
    const change = { from: 0.031, to: 0.0524, at: 1000, fromTime: 0 };
    expect(findingPhrase({ kind: 'slower', change })).toMatchObject({
      key: 'http.found.p99At',
      params: { from: '31.0\u2009ms', to: '52.4\u2009ms' },
    });
    expect(findingPhrase({ kind: 'more', change: { ...change, at: null } }).key).toBe('http.found.rateSince');
  });
});

it('of what failed the worst now are named, the others counted; what never failed is not there', () => {
  const list = [
    series('GET', '/long-ago', (i) => (i < 5 ? 0.9 : 0)),
    series('GET', '/never', () => 0),
    ...Array.from({ length: 20 }, (_, k) => series('GET', `/f${k}`, () => (k + 1) / 100)),
  ];
  const { worst, quiet, others } = worstRatios(list, 3);
  expect(worst.map((s) => s.labels.http_route)).toEqual(['/f19', '/f18', '/f17']);
  expect(others).toBe(18);
  expect(quiet).toHaveLength(12);
  expect(worstRatios([], 3)).toEqual({ worst: [], quiet: [], others: 0 });
});
