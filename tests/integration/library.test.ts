import http from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CaptureType } from '../../shared/model/capture.js';
import type { MetricPoint } from '../../shared/model/metric-point.js';
import type { TopTable } from '../../shared/model/profile.js';
import { cleanUp, sleep, until } from '../helpers/children.js';
import { startCore, type Core } from '../helpers/core.js';
import { startApp, type GoApp } from '../helpers/go-apps.js';
import { capture, captureEnd } from '../helpers/profiles.js';

/** What the Go library says, through the product, beside what its app counted itself. */

const TOKEN = 'canary-served';
const DURATION = 'http_server_request_duration_seconds';

interface Truth {
  requests: Record<string, number>;
  /** Durations, sorted. */
  seconds: number[];
  /** runtime/metrics by name. */
  runtime: Record<string, number>;
}

/** Method, route, status, duration and how often: what is sent. */
const SENT: [method: string, route: string, path: string, status: number, ms: number, times: number][] = [
  ['GET', '/items/{id}', '/items/7', 200, 3, 240],
  ['GET', '/items/{id}', '/items/8', 404, 0, 20],
  ['POST', '/orders', '/orders', 201, 15, 60],
  ['POST', '/orders', '/orders', 500, 35, 12],
  ['GET', 'unmatched', '/nowhere', 404, 0, 9],
];

describe('an app with the library', () => {
  let core: Core;
  let app: GoApp;
  let id: string;
  beforeAll(async () => {
    [core, app] = await Promise.all([
      startCore(),
      startApp('served', '--goroutines', '300', '--token', TOKEN),
    ]);
    ({ id } = await core.api.add({ url: app.url, name: 'served', auth: { kind: 'bearer', token: TOKEN } }));
  });
  afterAll(cleanUp);

  const truth = async (): Promise<Truth> => (await fetch(`${app.url}/truth`)).json() as Promise<Truth>;
  const ask = (method: string, path: string): Promise<void> =>
    new Promise((resolve) => {
      const request = http.request(`${app.url}${path}`, { method }, (response) => {
        response.resume().once('end', resolve);
      });
      // A handler that panics cuts the connection.
      request.once('error', () => {
        resolve();
      });
      request.end();
    });
  /** The newest value of each series of a metric, once all are younger than `sinceMs`. */
  const newest = (name: string, sinceMs = Date.now()): Promise<MetricPoint[]> =>
    until(`a poll of ${name}`, async () => {
      const found = (await core.api.latest(id)).filter((point) => point.name === name);
      return found.length > 0 && found.every((p) => Date.parse(p.timestamp) > sinceMs) && found;
    });

  it('is found with the library, which is asked first and needs no other source for the same', async () => {
    const target = await core.api.target(id);
    expect(target.sources.find(({ kind }) => kind === 'gopherscope')).toBeDefined();
    await until('it is up', async () => (await core.api.target(id)).health === 'up');
    const { sources, goVersion } = await core.api.target(id);
    expect(goVersion).toMatch(/^go1\./);
    const library = sources.find(({ kind }) => kind === 'gopherscope');
    expect(library?.owns).toContain('go_cpu_classes_gc_total_cpu_seconds_total');
    const others = sources.filter(({ kind }) => kind !== 'gopherscope').flatMap(({ owns }) => owns);
    expect(others.filter((name) => /^(?:go_goroutines|go_memstats_)/.test(name))).toEqual([]);
  });

  it('counts requests by method, route and status as they were sent, and times them as the app does', async () => {
    // The probe asked for addresses that this app does not have.
    const probed = await newest(`${DURATION}_count`);
    const jobs: (readonly [method: string, path: string])[] = SENT.flatMap(
      ([method, , path, status, ms, times]) =>
        Array.from({ length: times }, () => [method, `${path}?status=${status}&ms=${ms}`] as const),
    );
    for (let i = 0; i < 5; i++) jobs.push(['GET', '/panics']);
    // Eight at a time, all kinds among each other.
    jobs.sort((a, b) => (a[1].length % 7) - (b[1].length % 7));
    let next = 0;
    const worker = async (): Promise<void> => {
      for (let job = jobs[next++]; job !== undefined; job = jobs[next++]) await ask(job[0], job[1]);
    };
    await Promise.all(Array.from({ length: 8 }, worker));

    const counts = await newest(`${DURATION}_count`);
    const counted = counts.map(({ labels, value }) => [
      labels['http_request_method'],
      labels['http_route'],
      labels['http_response_status_code'],
      value,
    ]);
    const before = (route: string): number =>
      Number(probed.find(({ labels }) => labels['http_route'] === route)?.value ?? 0);
    expect(probed.map(({ labels }) => labels['http_route'])).toEqual(['unmatched']);
    const sent = SENT.map(([method, route, , status, , times]) => [
      ...[method, route, String(status)],
      times + before(route),
    ]);
    sent.push(['GET', '/panics', '500', 5]);
    expect(counted.sort()).toEqual(sent.sort());
    for (const { value } of await newest('http_server_active_requests')) expect(value).toBe(0);

    const { seconds } = await truth();
    const bounds = [
      ...new Set(
        (await newest(`${DURATION}_bucket`)).map(({ labels }) =>
          labels['le'] === '+Inf' ? Infinity : Number(labels['le']),
        ),
      ),
    ].sort((a, b) => a - b);
    // The panics are not in the app's own list, and all of them are faster than half of the rest.
    for (const q of [0.5, 0.99]) {
      const exact = seconds[Math.ceil(q * seconds.length) - 1]!;
      const expr = `histogram_quantile(${q}, sum by (le) (${DURATION}_bucket{target="${id}", http_route!="/panics"}))`;
      const now = Date.now();
      const { results } = await core.api.range(expr, now - 2000, now);
      const shown = Number(results[0]?.series[0]?.v.at(-1));
      const bucketOf = (value: number): number => bounds.findIndex((bound) => value <= bound);
      expect([q, bucketOf(shown)]).toEqual([q, bucketOf(exact)]);
    }
  });

  it('switches block and mutex profiles on for a capture, and off again', async () => {
    const types = await core.api.call<{ items: CaptureType[] }>('GET', `/targets/${id}/capture-types`);
    const of = (name: string) => types.items.find(({ type }) => type === name);
    expect(of('block')).toMatchObject({ switchable: true, remark: { code: 'CAPTURE_EMPTY_OFF' } });
    expect(of('heap')).toMatchObject({ switchable: false });
    for (const type of ['block', 'mutex']) {
      const captureId = await capture(core.api, id, { type, seconds: 2, switchOn: true });
      const contend = (async (): Promise<void> => {
        for (let i = 0; i < 4; i++) await ask('POST', '/contend');
      })();
      const done = await captureEnd(core.api, captureId);
      await contend;
      expect(done).toMatchObject({ state: 'done', error: null, remark: null });
      const { items } = await core.api.call<TopTable>('GET', `/profiles/${done.profileId ?? ''}/top`);
      expect(items.map(({ name }) => name)).toContain('main.contend.func1');
    }
    // What was is restored: nothing comes in any more.
    await sleep(5500);
    const plain = await captureEnd(core.api, await capture(core.api, id, { type: 'mutex', seconds: 1 }));
    expect(plain.remark?.code).toBe('CAPTURE_EMPTY_OFF');
  });

  it('that will not switch says why, and which option is missing', async () => {
    const open = await startApp('served');
    const other = await core.api.add({ url: open.url, name: 'without a token' });
    const refused = await captureEnd(
      core.api,
      await capture(core.api, other.id, { type: 'block', seconds: 1, switchOn: true }),
    );
    expect(refused).toMatchObject({ state: 'failed', error: { code: 'SWITCH_REFUSED' } });
    expect(refused.error?.message).toContain('WithToken');
    await expect(capture(core.api, other.id, { type: 'heap', switchOn: true })).rejects.toMatchObject({
      status: 422,
    });
  });

  it('says states of goroutines and how many were created as runtime/metrics does', async () => {
    const names = {
      '/sched/goroutines:goroutines': 'go_sched_goroutines_goroutines',
      '/sched/goroutines/running:goroutines': 'go_sched_goroutines_running_goroutines',
      '/sched/goroutines/runnable:goroutines': 'go_sched_goroutines_runnable_goroutines',
      '/sched/goroutines/waiting:goroutines': 'go_sched_goroutines_waiting_goroutines',
      '/sched/goroutines/not-in-go:goroutines': 'go_sched_goroutines_not_in_go_goroutines',
      '/sched/goroutines-created:goroutines': 'go_sched_goroutines_created_goroutines_total',
    };
    const before = await truth();
    const shown = new Map<string, number>();
    const since = Date.now();
    for (const name of Object.values(names)) {
      const [point] = await newest(name, since);
      shown.set(name, Number(point?.value));
    }
    const after = await truth();
    expect(Object.keys(before.runtime)).toHaveLength(6);
    for (const [theirs, ours] of Object.entries(names)) {
      const range = [before.runtime[theirs]!, after.runtime[theirs]!];
      // A request more or less is answered while somebody looks.
      const slack = ours.endsWith('_total') ? 0 : 6;
      expect(shown.get(ours), ours).toBeGreaterThanOrEqual(Math.min(...range) - slack);
      expect(shown.get(ours), ours).toBeLessThanOrEqual(Math.max(...range) + slack);
    }
    expect(shown.get('go_sched_goroutines_waiting_goroutines')).toBeGreaterThanOrEqual(300);
  });
});
