import { describe, expect, it } from 'vitest';
import { setup, URL_ } from './support.js';

describe('a watched target', () => {
  it('follows the settings at once: intervals nobody chose, and how much watching may cost', async () => {
    const { manager, app, clock, polling, what, values } = await setup();
    const { id } = await manager.add({ url: URL_ });
    await manager.update(id, {
      sources: [
        { kind: 'pprof', url: `${URL_}debug/pprof/` },
        { kind: 'expvar', url: `${URL_}debug/vars`, intervalSeconds: 3 },
        { kind: 'prometheus', url: `${URL_}metrics` },
      ],
    });
    await clock.advance(10_000);
    const seconds = () => manager.get(id).sources.map((source) => source.intervalSeconds);
    expect(seconds()).toEqual([1, 3, 5]);
    const before = values(id, 'go_goroutines');
    Object.assign(polling, { index: 4, expvar: 9, metrics: 2 });
    manager.repace();
    expect(seconds()).toEqual([4, 3, 2]);
    await clock.advance(20_000);
    // The history goes on: no gap, nothing told as if it had happened to the app.
    expect(values(id, 'go_goroutines').startsWith(before)).toBe(true);
    expect(values(id, 'go_goroutines')).not.toContain('stale');
    expect(what(id)).toEqual([]);
    app.pages.set('/metrics', `good 1\n${'# filler\n'.repeat(200_000)}`);
    polling.budgetPercent = 0.5;
    await clock.advance(200_000);
    const half = seconds()[2];
    polling.budgetPercent = 2;
    manager.repace();
    expect(seconds()[2]).toBeLessThan(half ?? 0);
    manager.stop();
  });

  it('asks for the heap as rarely as is set, never more often', async () => {
    const { manager, clock, polling } = await setup();
    const sources = [{ kind: 'pprof' as const, url: `${URL_}debug/pprof/heap?debug=1` }];
    const { id } = await manager.add({ url: URL_, sources });
    polling.heapText = 600;
    manager.repace();
    await clock.advance(700_000);
    expect(manager.get(id).sources[0]).toMatchObject({ intervalSeconds: 600, configuredSeconds: 600 });
    manager.stop();
  });
});
