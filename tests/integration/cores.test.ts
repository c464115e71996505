import os from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cleanUp, until } from '../helpers/children.js';
import { startCore, type Core } from '../helpers/core.js';
import { startApp } from '../helpers/go-apps.js';

/** CPU by core: what burns core 0 is not told of an app that is pinned to core 1. */

const SAMPLES = 6;

describe.skipIf(os.cpus().length < 2)('two apps on a core each', () => {
  let core: Core;
  beforeAll(async () => {
    core = await startCore();
  });
  afterAll(cleanUp);

  it('gives core 0 to the burner there, and about nothing of it to the app on core 1', async () => {
    const since = Date.now();
    const burner = await startApp('burner', '--cpu', '0');
    const calm = await startApp('burner', '--busy=false', '--cpu', '1');
    const [busyId, calmId] = await Promise.all(
      [burner, calm].map(async ({ url }) => (await core.api.add({ url })).id),
    );
    const ratio = async (id: string | undefined, cpu: string): Promise<number[]> => {
      const { v } = await core.api.raw(`process_cpu_core_ratio{target="${id}",core="${cpu}"}`, since);
      // The first reading has nothing before it to be compared with.
      return v.filter((x): x is number => typeof x === 'number').slice(1);
    };
    await until('some readings', async () => (await ratio(busyId, '0')).length >= SAMPLES, {
      withinMs: 20_000,
    });
    const total = await core.api.range(
      `rate(process_cpu_seconds_total{target="${busyId}"}[5s])`,
      since,
      Date.now(),
      {
        maxPoints: 50,
      },
    );
    await burner.kill();
    const [busy0, busy1, calm0] = await Promise.all([
      ratio(busyId, '0'),
      ratio(busyId, '1'),
      ratio(calmId, '0'),
    ]);
    const mean = (values: number[]): number =>
      values.reduce((sum, x) => sum + x, 0) / Math.max(1, values.length);
    const used = Number(total.results[0]?.series[0]?.v.at(-1));
    console.log(
      `cores: burner on 0 reads ${mean(busy0).toFixed(2)} of core 0 (${used.toFixed(2)} in all), ` +
        `the app on 1 reads ${mean(calm0).toFixed(3)} of core 0 (most ${Math.max(0, ...calm0).toFixed(3)})`,
    );
    // Others share the machine, so the burner may get less than all of it; what it gets is on core 0.
    expect(mean(busy0)).toBeGreaterThan(0.3);
    expect(Math.abs(mean(busy0) - used)).toBeLessThan(0.25);
    expect(Math.max(...busy0)).toBeLessThan(1.2);
    expect(mean(busy1)).toBeLessThan(0.05);
    for (const reading of calm0) expect(reading).toBeLessThan(0.05);
  });
});
