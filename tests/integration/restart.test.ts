import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cleanUp, until } from '../helpers/children.js';
import { startCore, type Core } from '../helpers/core.js';
import { startApp, type GoApp } from '../helpers/go-apps.js';

/** A restart within one interval: one marker, one generation more, and no rate below zero. */

describe('an app that restarts on its port within one interval', () => {
  let core: Core;
  beforeAll(async () => {
    core = await startCore();
  });
  afterAll(cleanUp);

  const counters = [
    'process_cpu_seconds_total',
    'go_memstats_alloc_bytes_total',
    'go_gc_duration_seconds_count',
  ];

  it.concurrent.each(['bare', 'truth'])('%s: told once, rates stay at or above zero', async (name) => {
    const since = Date.now();
    let app: GoApp = await startApp(name);
    // Collections, so that the counters have something to lose.
    if (name === 'truth') for (let i = 0; i < 20; i++) await fetch(`${app.url}/gc`, { method: 'POST' });
    const { id } = await core.api.add({ url: app.url });
    const samples = async () => (await core.api.raw(`go_goroutines{target="${id}"}`, since)).v;
    await until('4 polls', async () => (await samples()).length >= 4);
    const before = await core.api.target(id);
    expect(before).toMatchObject({ generation: 0, pid: app.pid, health: 'up' });

    const { port } = app;
    await app.kill();
    app = await startApp(name, '--addr', `127.0.0.1:${port}`);
    const restarted = await until('the restart', async () => {
      const target = await core.api.target(id);
      return target.generation > 0 && target.pid === app.pid && target;
    });
    const back = Date.now();
    const fresh = async () => (await core.api.raw(`go_goroutines{target="${id}"}`, back)).v;
    await until('6 polls of the new process', async () => (await fresh()).length >= 6);

    expect((await core.api.target(id)).generation).toBe(1);
    expect(restarted.conditions.map(({ type }) => type)).toContain('restarted');
    const marks = (await core.api.annotations(id)).filter(({ kind }) => kind === 'restart');
    expect(marks).toHaveLength(1);
    expect(marks[0]?.data).toMatchObject({ generation: 1 });
    // It was back before anything missed it for long.
    expect((await core.api.annotations(id)).filter(({ kind }) => kind === 'down')).toEqual([]);

    for (const counter of counters) {
      for (const expr of [
        `rate(${counter}{target="${id}"}[$w])`,
        `increase(${counter}{target="${id}"}[15s])`,
      ]) {
        const { results } = await core.api.range(expr, since, Date.now(), { maxPoints: 200 });
        const values = (results[0]?.series ?? []).flatMap(({ v }) => v).filter((v) => v !== null);
        if (name === 'truth' || counter.startsWith('process')) expect(values.length).toBeGreaterThan(3);
        expect(values.filter((v) => !(typeof v === 'number' && v >= 0))).toEqual([]);
      }
    }
    await app.kill();
  });
});
