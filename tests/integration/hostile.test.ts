import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Target } from '../../shared/model/target.js';
import { cleanUp, sleep, until } from '../helpers/children.js';
import { everySecond, startCore, type Core } from '../helpers/core.js';
import { startEvilTarget, type EvilTarget } from '../helpers/evil-target.mjs';
import { startApp } from '../helpers/go-apps.js';
import {
  evilCases,
  surroundings,
  verdict,
  watchMemory,
  type HostileCase,
  type Surroundings,
} from '../helpers/hostile.js';

/**
 * Every way we know for a target to misbehave: each ends in a state with its reason, the core stays within 32 MB,
 * and a healthy target loses no sample. The core runs with a proxy in its environment that leads nowhere.
 */

const MIB = 2 ** 20;
const MOST_GROWTH = 32 * MIB;
const BATCHES = 9;
/** Three polls without an answer of 2 s each, and some time to get there. */
const SETTLED_MS = 25_000;
const PROXY = {
  HTTP_PROXY: 'http://127.0.0.1:9',
  http_proxy: 'http://127.0.0.1:9',
  HTTPS_PROXY: 'http://127.0.0.1:9',
};

describe('hostile targets', () => {
  let core: Core;
  let evil: EvilTarget;
  let around: Surroundings;
  const healthy: string[] = [];

  beforeAll(async () => {
    const [started, target, bare, metrics] = await Promise.all([
      startCore({ env: PROXY }),
      startEvilTarget(),
      startApp('bare'),
      startApp('metrics'),
    ]);
    core = started;
    evil = target;
    around = await surroundings(bare.url);
    for (const { url } of [bare, metrics]) healthy.push((await core.api.add({ url, intervalSeconds: 1 })).id);
  });
  afterAll(async () => {
    await around.close();
    await evil.close();
    await cleanUp();
  });

  it('each is told with its reason, within memory, without a sample lost elsewhere', async () => {
    const since = Date.now();
    const samples = () =>
      Promise.all(healthy.map((id) => core.api.raw(`go_goroutines{target="${id}"}`, since - 60_000)));
    await until('5 polls of the healthy ones', async () => (await samples()).every(({ t }) => t.length >= 5));
    const memory = watchMemory(core.pid);
    const before = memory.now();
    const cases = [...around.cases, ...evilCases(evil.url)];
    const wrong: string[] = [];
    let grown = 0;
    for (let n = 0; n < BATCHES; n++) {
      const start = memory.now();
      memory.reset();
      // Dealt out like cards: neighbours are alike, and a batch shall hold some of each.
      wrong.push(...(await runBatch(cases.filter((_, i) => i % BATCHES === n))));
      grown = Math.max(grown, memory.peak() - start);
    }
    const inAll = memory.now() - before;
    memory.stop();
    const { head } = await core.api.status();
    const polled = (await samples()).map(({ t, v }) => ({
      ...everySecond(t),
      gaps: v.filter((x) => x === null).length,
    }));
    const sum = (of: 'count' | 'missing'): number => polled.reduce((total, counts) => total + counts[of], 0);
    const mb = (bytes: number): string => `${(bytes / MIB).toFixed(1)} MB`;
    console.log(
      `hostile: ${cases.length - wrong.length} of ${cases.length} behaviours passed, ` +
        `RSS +${mb(grown)}, healthy samples ${sum('count')} of ${sum('count') + sum('missing')} ` +
        `(after all ${BATCHES} batches +${mb(inAll)}, ${mb(head.usedBytes)} of it samples kept)`,
    );
    expect(wrong).toEqual([]);
    expect(evil.canary.hits).toEqual([]);
    for (const counts of polled) expect(counts).toMatchObject({ missing: 0, gaps: 0 });
    expect(grown).toBeLessThanOrEqual(MOST_GROWTH);
    expect(inAll - head.usedBytes).toBeLessThanOrEqual(2 * MOST_GROWTH);
    expect(await (await fetch(`${core.url}/healthz`)).json()).toMatchObject({ status: 'ok' });
    expect(core.stderr()).not.toMatch(/uncaught|unhandled|procedure failed|request failed/);
  }, 150_000);

  /** Adds all, waits until each is what it should be, removes them; returns what was not. */
  async function runBatch(batch: HostileCase[]): Promise<string[]> {
    const ids = await Promise.all(
      batch.map(async ({ name, kind, url }) => {
        const added = await core.api.add({ name, sources: [{ kind, url }], intervalSeconds: 1 });
        return added.id;
      }),
    );
    const wrongNow = async (): Promise<string[]> => {
      const targets = new Map(
        (await core.api.targets()).map((target): [string, Target] => [target.id, target]),
      );
      return batch.flatMap((hostile, i) => {
        const target = targets.get(ids[i]!);
        return target === undefined ? [`${hostile.name}: gone`] : (verdict(hostile, target) ?? []);
      });
    };
    const deadline = performance.now() + SETTLED_MS;
    let wrong = await wrongNow();
    while (wrong.length > 0 && performance.now() < deadline) {
      await sleep(500);
      wrong = await wrongNow();
    }
    await Promise.all(ids.map((id) => core.api.remove(id)));
    return wrong;
  }
});
