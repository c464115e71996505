import http from 'node:http';
import type { Source, Target } from '../../shared/model/target.js';
import { firstLine } from '../support/child.js';
import { startCore, type BenchCore } from '../support/core.js';
import type { Figure } from '../support/figure.js';
import { buildGo, Running, sleep } from '../support/go.js';

/** Calls of each source in a burst. */
const CALLS = 500;
/** Watched under load with the default settings, seconds. */
const SECONDS = 90;
const LIMIT_PERCENT = 1;

/**
 * What the default settings cost the demo shop: CPU a call, read from the shop's own process in a burst of calls
 * while nothing else happens to it, times the calls a second that the core made while the shop was under load.
 * What the product itself says stands beside it.
 */
export async function benchWatching(variant: 'expvar' | 'library'): Promise<Figure[]> {
  const words = ['--addr', '127.0.0.1:0', '--variant', variant];
  const shop = new Running(buildGo('shop', 'go/_example/ecommerce', '.'), words);
  let core: BenchCore | null = await startCore();
  let load: Running | null = null;
  try {
    const url = /url=(\S+)/.exec(await firstLine(shop.child))?.[1] ?? '';
    load = new Running(buildGo('load', 'go', './cmd/loadgen'), ['--target', url]);
    const { id } = await core.post<Target>('/targets', { url });
    const before = shop.cpuMs();
    await sleep(SECONDS * 1000);
    const loadedPercent = (shop.cpuMs() - before) / (SECONDS * 10);
    const { sources } = await core.get<Target>(`/targets/${id}`);
    await core.end();
    core = null;
    await load.stop();
    load = null;
    const measured = [];
    for (const source of sources.filter(({ kind, state }) => kind !== 'process' && state === 'up')) {
      const ms = await callMs(shop, source.url);
      measured.push({ source, ms, msPerSecond: ms / source.intervalSeconds });
    }
    const total = measured.reduce((sum, { msPerSecond }) => sum + msPerSecond, 0);
    const says = sources.reduce((sum, { cost }) => sum + cost.msPerSecond, 0);
    return [
      {
        what: `CPU that watching takes from the demo shop (${variant}), default settings`,
        ours: total / 10,
        unit: '% of a core',
        against: { what: 'limit', value: LIMIT_PERCENT },
        note: `N = ${CALLS.toString()} calls of each: ${measured.map(({ source, ms }) => sourceNote(source, ms)).join('; ')}; the product says ${(says / 10).toFixed(3)} %; the shop under load took ${loadedPercent.toFixed(1)} % in ${SECONDS.toString()} s`,
      },
    ];
  } finally {
    await core?.end();
    await load?.stop();
    await shop.stop();
  }
}

const sourceNote = (source: Source, ms: number): string =>
  `${source.id} ${ms.toFixed(3)} ms every ${source.intervalSeconds.toString()} s (product: ${(source.callCpuMs ?? 0).toFixed(3)}, ${source.cost.basis} over ${source.calls.toString()})`;

/** CPU of the shop a call, ms: a burst of calls, less what it uses by itself in the same time. */
async function callMs(shop: Running, url: string): Promise<number> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  for (let n = 0; n < 20; n++) await get(url, agent);
  await sleep(1000);
  const [start, from] = [performance.now(), shop.cpuMs()];
  for (let n = 0; n < CALLS; n++) await get(url, agent);
  const burstMs = shop.cpuMs() - from;
  const tookMs = performance.now() - start;
  await sleep(1000);
  const idleFrom = shop.cpuMs();
  await sleep(tookMs);
  const idleMs = shop.cpuMs() - idleFrom;
  agent.destroy();
  return (burstMs - idleMs) / CALLS;
}

function get(url: string, agent: http.Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = http.get(url, { agent, headers: { 'accept-encoding': 'gzip' } }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${url}: ${String(response.statusCode)}`));
      response.resume().once('end', resolve);
    });
    request.once('error', reject);
  });
}
