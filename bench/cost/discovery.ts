import fs from 'node:fs';
import type { DiscoveredProcess } from '../../shared/model/discover.js';
import { startCore } from '../support/core.js';
import type { Figure } from '../support/figure.js';
import { buildGo, Running, sleep } from '../support/go.js';

const LOOKS = 10;
const LIMIT_SECONDS = 2;
const SHOP = ['go/_example/ecommerce', '.'] as const;
const LOAD = ['go', './cmd/loadgen'] as const;
const ANY_PORT = ['--addr', '127.0.0.1:0'];
const NO_LOAD = ['--orders', '0', '--searches', '1', '--target', 'http://127.0.0.1:9'];

/** Ten local processes, six of them Go, however built: whether all are found, and how long a look takes. */
export async function benchDiscovery(): Promise<Figure[]> {
  const deleted = buildGo('deleted', ...SHOP, '-ldflags=-s -w');
  const go = [
    new Running(buildGo('normal', ...SHOP), ANY_PORT),
    new Running(buildGo('stripped', ...SHOP, '-trimpath', '-ldflags=-s -w'), ANY_PORT),
    new Running(buildGo('pie', ...SHOP, '-buildmode=pie'), ANY_PORT),
    new Running(deleted, ANY_PORT),
    new Running(buildGo('portless', ...LOAD), NO_LOAD),
    new Running(buildGo('portless-pie', ...LOAD, '-buildmode=pie', '-ldflags=-s -w'), NO_LOAD),
  ];
  const others = [
    new Running('sleep', ['600']),
    new Running(process.execPath, ['-e', 'require("http").createServer(() => {}).listen(0)']),
    new Running('python3', ['-m', 'http.server', '0', '--bind', '127.0.0.1']),
    new Running('sh', ['-c', 'while :; do sleep 1; done']),
  ];
  const core = await startCore();
  try {
    await sleep(2000);
    fs.rmSync(deleted);
    const times: number[] = [];
    let items: DiscoveredProcess[] = [];
    let processes = 0;
    for (let n = 0; n < LOOKS; n++) {
      const started = performance.now();
      ({ items, processes } = await core.get<{ items: DiscoveredProcess[]; processes: number }>('/discover'));
      times.push((performance.now() - started) / 1000);
      await sleep(300);
    }
    const pids = new Set(items.map(({ pid }) => pid));
    const found = go.filter(({ pid }) => pids.has(pid)).length;
    const wrong = others.filter(({ pid }) => pids.has(pid)).length;
    return [
      {
        what: 'a look at ten mixed processes of this machine, the slowest of 10',
        ours: Math.max(...times),
        unit: 's',
        against: { what: 'limit', value: LIMIT_SECONDS },
        note: `first ${(times[0] ?? 0).toFixed(2)} s; ${processes.toString()} processes looked at`,
      },
      {
        what: 'Go programs found (normal, stripped, PIE, deleted, two without a port)',
        ours: found,
        unit: 'programs',
        against: { what: 'expected', value: go.length },
        note: `${wrong.toString()} of ${others.length.toString()} others (sleep, node, python, sh) taken for Go`,
      },
    ];
  } finally {
    await core.end();
    await Promise.all([...go, ...others].map((one) => one.stop()));
  }
}
