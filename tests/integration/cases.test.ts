import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MetricPoint } from '../../shared/model/metric-point.js';
import type { Target } from '../../shared/model/target.js';
import { CASES_DIR, NO_CASES, runCase, serveCase } from '../helpers/cases.js';
import { cleanUp, until } from '../helpers/children.js';
import { pick, startCore, type Core } from '../helpers/core.js';

/**
 * Complaints that users of other tools filed in public, as cases of shared/data/cases. Of T-1 the capture, of T-5
 * the webhook and of M-7 the Prometheus API are not built yet: their parts are checked as far as they go.
 */

if (CASES_DIR === null) console.log(`cases skipped: ${NO_CASES}`);

describe.skipIf(CASES_DIR === null)('public complaints', () => {
  let core: Core;
  const up = (id: string): Promise<Target> =>
    until('up', async () => {
      const target = await core.api.target(id);
      return target.health === 'up' && target;
    });
  /** Serves a case, watches it and waits until `name` is there. */
  const watch = async (id: string, where: string, name: string): Promise<[Target, MetricPoint[]]> => {
    const port = await serveCase(id);
    const target = await core.api.add({ url: `http://127.0.0.1:${port}${where}`, intervalSeconds: 1 });
    const points = await until(name, async () => {
      const latest = await core.api.latest(target.id);
      return pick(latest, name) !== null && latest;
    });
    return [await core.api.target(target.id), points];
  };

  beforeAll(async () => {
    // T-5: a proxy that leads nowhere is in the environment of them all.
    const proxy = 'http://127.0.0.1:9';
    core = await startCore({ env: { HTTP_PROXY: proxy, http_proxy: proxy, HTTPS_PROXY: proxy } });
  });
  afterAll(cleanUp);

  it('T-1: profiles that are HTML are told when probed, with and without the slash', async () => {
    const { app, port } = await runCase('T-1');
    const base = `http://127.0.0.1:${port}/ops/debug/pprof`;
    for (const url of [base, `${base}/`]) {
      const probe = await core.api.probe(url);
      expect(probe.profiles).toEqual([]);
      const html = probe.missing.find(({ code }) => code === 'PROFILES_ARE_HTML');
      expect(html?.why).toContain('HTML');
      expect(html?.fix).toContain('pprof.');
      const target = await core.api.add({ url });
      const sources = (await up(target.id)).sources;
      expect(sources.find(({ id }) => id === 'pprof')?.url).toBe(`${base}/`);
      await core.api.remove(target.id);
    }
    await app.kill();
  });

  it('T-3 and T-5: localhost and both loopbacks are up within 5 s, with a proxy in the environment', async () => {
    const [v4, v6] = await Promise.all([serveCase('T-3'), serveCase('T-3', '::1')]);
    const urls = [`localhost:${v4}`, `localhost:${v6}`, `[::1]:${v6}`, `127.0.0.1:${v4}`];
    const ids = await Promise.all(urls.map(async (at) => (await core.api.add({ url: `http://${at}` })).id));
    const started = performance.now();
    await Promise.all(ids.map(up));
    for (const id of ids)
      expect(await until('shop_up', () => core.api.value(id, 'shop_up'))).toMatchObject({
        value: 1,
        type: 'gauge',
      });
    expect(performance.now() - started).toBeLessThan(5000);
    // A remote name does go through the proxy, and is told so.
    const { error } = await core.api.probe('http://gopherscope.invalid:8080');
    expect(error).toMatchObject({ code: 'PROXY_FAILED' });
  });

  it('T-7: a stripped, position-independent, deleted executable is discovered', async () => {
    const flags = ['-trimpath', '-buildmode=pie', '-ldflags=-s -w'];
    const { app: tiny, port, exe } = await runCase('T-7', flags);
    const version = spawnSync('go', ['env', 'GOVERSION'], { encoding: 'utf8' }).stdout.trim();
    for (const state of ['there', 'deleted']) {
      if (state === 'deleted') fs.rmSync(exe);
      const found = (await core.api.discover()).find(({ pid }) => pid === tiny.pid);
      expect(found, state).toMatchObject({ exe, goVersion: version, ports: [port] });
      expect(found?.sources.map(({ kind }) => kind)).toContain('pprof');
    }
    await tiny.kill();
  });

  it('M-1: carriage returns at line ends are neither in names nor in types', async () => {
    const [{ health }, points] = await watch('M-1', '/metrics', 'sensor_reads_total');
    expect(health).toBe('up');
    expect(pick(points, 'sensor_celsius', { room: 'a' })).toMatchObject({ value: 25.88, type: 'gauge' });
    expect(pick(points, 'sensor_celsius', { room: 'b' })).toMatchObject({ value: 21, type: 'gauge' });
    expect(pick(points, 'sensor_reads_total')).toMatchObject({ value: 7, type: 'counter' });
    expect(JSON.stringify(points)).not.toContain('\\r');
  });

  it('M-3: one variable that is no JSON costs no other, and is named', async () => {
    const [target, points] = await watch('M-3', '/debug/vars', 'orders');
    expect(target.health).toBe('up');
    for (const [name, value] of [
      ['orders', 42],
      ['load', 0.75],
      ['go_memstats_alloc_bytes', 131_848],
    ] as const)
      expect(pick(points, name)?.value).toBe(value);
    expect(pick(points, 'hit_ratio')?.value ?? 'NaN').toBe('NaN');
    expect(target.conditions.find(({ type }) => type === 'partial')?.message).toContain('config');
  });

  it('M-5: the odd corners of the text format', async () => {
    const [{ health }, points] = await watch('M-5', '/metrics', 'no_type_here');
    expect(health).toBe('up');
    const own = points.filter(({ name }) => /^(no_type|pump|tank)/.test(name));
    const series = own.map(({ name, labels: { tank }, value }) => [name, tank ?? '', value]);
    expect(series.sort()).toEqual([
      ['no_type_here', '', 1000],
      ['pump_starts_total', '1', 3],
      ['pump_starts_total', '2', 4],
      ['tank_litres', '1', 10.5],
      ['tank_litres', '2', 11.5],
      ['tank_litres', 'nan', 'NaN'],
      ['tank_litres', 'say "hi"\\ü\n', '+Inf'],
    ]);
  });

  it('M-7: timestamps of the app are kept, one an hour ahead is refused and counted', async () => {
    const since = Date.now();
    const [target] = await watch('M-7', '/metrics', 'room_celsius');
    // The case asks /prometheus for timestamp(); that is not built yet, so the samples themselves are read.
    const raw = (name: string, room = '') =>
      core.api.raw(`${name}{room="${room}",target="${target.id}"}`, since - 300_000);
    await until('3 more scrapes', async () => (await raw('room_celsius', 'now')).t.length >= 4);
    const late = await raw('room_celsius', 'late');
    const now = await raw('room_celsius', 'now');
    const doors = await raw('door_opens_total');
    const ahead = await core.api.range(
      `room_celsius{room="ahead",target="${target.id}"}`,
      since - 1,
      since + 7_200_000,
      {
        mode: 'raw',
      },
    );
    for (const [{ t, v }, value] of [
      [late, 19.5],
      [doors, 4],
    ] as const) {
      expect(v[0]).toBe(value);
      expect(Math.abs(t[0]! + 120_000 - now.t[0]!)).toBeLessThan(3000);
    }
    expect(now.v.every((v) => v === 21.5)).toBe(true);
    expect(ahead.results[0]?.series).toEqual([]);
    const after = await core.api.target(target.id);
    expect(after).toMatchObject({ health: 'up', lastError: null });
    expect(after.conditions.find(({ type }) => type === 'partial')).toMatchObject({
      code: 'FUTURE_SAMPLES',
      params: { count: 1 },
    });
  });

  it('U-5: infinities, not a number, very small and very large values arrive as they are', async () => {
    const [, points] = await watch('U-5', '/metrics', 'odd');
    const value = (which: string): unknown => pick(points, 'odd', { case: which })?.value;
    expect(['plus_inf', 'nan', 'tiny', 'max_int64', 'plain'].map(value)).toEqual([
      '+Inf',
      'NaN',
      1e-9,
      2 ** 63,
      12.5,
    ]);
    expect(pick(points, 'go_gc_gomemlimit_bytes')?.value).toBe(2 ** 63);
  });
});
