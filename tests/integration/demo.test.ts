import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Demo } from '../../shared/model/demo.js';
import { cleanUp, until } from '../helpers/children.js';
import { startCore, type Core } from '../helpers/core.js';

/** The demo shop: really built, run, watched, and gone with the core. */

afterAll(cleanUp);

const demo = (core: Core): Promise<Demo> => core.api.call('GET', '/demo');
const isAlive = (pid: number): boolean => fs.existsSync(`/proc/${pid}/exe`);
/** Programs of the demo that were built below this data folder and still run. */
const left = (dataDir: string): string[] =>
  fs.readdirSync('/proc').filter((name) => {
    try {
      return /^\d+$/.test(name) && fs.readlinkSync(`/proc/${name}/exe`).startsWith(dataDir);
    } catch {
      return false;
    }
  });

async function running(core: Core): Promise<Demo> {
  await core.api.call('POST', '/demo/start');
  return until(
    'running demo shop',
    async () => {
      const view = await demo(core);
      if (view.state === 'failed') throw new Error(`${view.why?.message ?? ''} ${view.output}`);
      return view.state === 'running' && view;
    },
    { withinMs: 150_000 },
  );
}

describe('the demo shop', () => {
  let core: Core;
  beforeAll(async () => {
    core = await startCore();
  });

  it('is off at first, and says which Go would build it', async () => {
    expect(await demo(core)).toMatchObject({
      state: 'off',
      goVersion: expect.stringMatching(/^go1\.\d+/) as string,
      why: null,
      targetId: null,
      url: null,
      pid: null,
      requestsPerSecond: 0,
      faults: [
        { id: 'slow_queries', on: false },
        { id: 'memory_leak', on: false },
        { id: 'goroutine_leak', on: false },
        { id: 'cpu_spike', on: false },
      ],
      output: '',
    });
    await expect(core.api.call('PUT', '/demo/faults/memory_leak', { on: true })).rejects.toMatchObject({
      status: 409,
      code: 'DEMO_NOT_RUNNING',
    });
  });

  it('is built, run under load, watched, and its faults can be switched', { timeout: 180_000 }, async () => {
    const started = await core.api.call<Demo>('POST', '/demo/start');
    expect(started.state).toBe('building');
    const view = await running(core);
    expect(view).toMatchObject({ requestsPerSecond: 22, why: null });
    expect(isAlive(view.pid!)).toBe(true);
    const target = await core.api.target(view.targetId!);
    expect(target).toMatchObject({ name: 'demo-shop', labels: { demo: 'true' }, temporary: true });
    const { url } = target;
    expect(new URL(url).href).toBe(new URL(view.url!).href);
    await until('a target that is up', async () => (await core.api.target(target.id)).health === 'up');
    // The load arrives: about 20 orders a second.
    const orders = async (): Promise<number> =>
      Number((await core.api.value(target.id, 'shop_orders_total'))?.value ?? 0);
    await until('orders', async () => (await orders()) > 20, { withinMs: 20_000 });

    // The shop is found on this machine as what it is; its load is a helper of ours.
    const here = (await core.api.discover()).filter(({ exe }) => exe.startsWith(core.dataDir));
    expect(here.map(({ pid, targetId }) => [pid, targetId])).toEqual([[view.pid, target.id]]);

    const on = await core.api.call<Demo>('PUT', '/demo/faults/memory_leak', { on: true });
    expect(on.faults).toContainEqual({ id: 'memory_leak', on: true });
    const shown = (await (await fetch(`${view.url}/admin/faults`)).json()) as Record<string, boolean>;
    expect(shown).toEqual({
      slow_queries: false,
      memory_leak: true,
      goroutine_leak: false,
      cpu_spike: false,
    });
    // Switched from outside, it is told all the same.
    await fetch(`${view.url}/admin/faults`, { method: 'POST', body: '{"memory_leak":false}' });
    expect((await demo(core)).faults).toContainEqual({ id: 'memory_leak', on: false });
    await expect(core.api.call('PUT', '/demo/faults/fire', { on: true })).rejects.toMatchObject({
      status: 422,
    });
  });

  it('stops with its load; the target goes, and can be restored', async () => {
    const { pid, targetId } = await demo(core);
    const stopping = await core.api.call<Demo>('POST', '/demo/stop');
    expect(stopping.state).toBe('stopping');
    await until('off', async () => (await demo(core)).state === 'off');
    expect(isAlive(pid!)).toBe(false);
    expect(left(core.dataDir)).toEqual([]);
    expect(await core.api.targets()).toEqual([]);
    expect(await core.api.restore(targetId!)).toMatchObject({ id: targetId, name: 'demo-shop' });
    await core.api.remove(targetId!);
  });

  it('starts again from what was built, and says when it ended by itself', async () => {
    const builtAt = (): number[] =>
      fs
        .readdirSync(path.join(core.dataDir, 'cache/demo'))
        .map((dir) => fs.statSync(path.join(core.dataDir, 'cache/demo', dir, 'ecommerce')).mtimeMs);
    const before = builtAt();
    const view = await running(core);
    expect(builtAt()).toEqual(before);
    process.kill(view.pid!, 'SIGKILL');
    const ended = await until('failed', async () => {
      const now = await demo(core);
      return now.state === 'failed' && now;
    });
    expect(ended).toMatchObject({
      why: { code: 'DEMO_ENDED', params: { how: 'SIGKILL' } },
      pid: null,
      requestsPerSecond: 0,
      targetId: view.targetId,
    });
    await until('no load', () => left(core.dataDir).length === 0);
    const again = await running(core);
    expect(again.targetId).not.toBe(view.targetId);
    expect((await core.api.targets()).map(({ id }) => id)).toEqual([again.targetId]);
  });

  it('leaves nothing behind when the core is killed -9', async () => {
    expect(left(core.dataDir)).toHaveLength(2);
    await core.kill();
    await until('nothing left', () => left(core.dataDir).length === 0);
    const next = await startCore({ dataDir: core.dataDir });
    expect(await next.api.targets()).toEqual([]);
    await running(next);
    next.signal('SIGTERM');
    expect(await next.exited).toEqual({ code: 0, signal: null });
    expect(left(core.dataDir)).toEqual([]);
  });
});
