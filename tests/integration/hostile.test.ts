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
const BATCH = 60;
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
  let healthyId: string;

  beforeAll(async () => {
    const [started, target, app] = await Promise.all([
      startCore({ env: PROXY }),
      startEvilTarget(),
      startApp('bare'),
    ]);
    core = started;
    evil = target;
    around = await surroundings(`${evil.url}/ok/metrics`);
    ({ id: healthyId } = await core.api.add({ url: app.url }));
  });
  afterAll(async () => {
    await around.close();
    await evil.close();
    await cleanUp();
  });

  it(
    'each is told with its reason, within memory, and without a sample lost elsewhere',
    { timeout: 150_000 },
    async () => {
      const since = Date.now();
      const healthy = () => core.api.raw(`go_goroutines{target="${healthyId}"}`, since - 60_000);
      await until('5 polls of the healthy target', async () => (await healthy()).t.length >= 5);
      const memory = watchMemory(core.pid);
      const before = memory.now();
      memory.reset();

      const cases = [...around.cases, ...evilCases(evil.url)];
      const wrong: string[] = [];
      for (let from = 0; from < cases.length; from += BATCH)
        wrong.push(...(await runBatch(cases.slice(from, from + BATCH))));

      const grown = memory.peak() - before;
      memory.stop();
      const { t, v } = await healthy();
      const kept = everySecond(t);
      console.log(
        `hostile: ${cases.length - wrong.length} of ${cases.length} behaviours passed, RSS +${(grown / MIB).toFixed(1)} MB, ` +
          `healthy samples ${kept.count} of ${kept.count + kept.missing}`,
      );
      expect(wrong).toEqual([]);
      expect(evil.canary.hits).toEqual([]);
      expect(kept).toMatchObject({ missing: 0, extra: 0 });
      expect(v).not.toContain(null);
      expect(grown).toBeLessThanOrEqual(MOST_GROWTH);
      const health = await fetch(`${core.url}/healthz`);
      expect(await health.json()).toMatchObject({ status: 'ok' });
      expect(core.stderr()).not.toMatch(/uncaught|unhandled|procedure failed|request failed/);
    },
  );

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
