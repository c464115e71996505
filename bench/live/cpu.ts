import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import fs from 'node:fs';
import path from 'node:path';
import vue from '@vitejs/plugin-vue';
import sirv from 'sirv';
import { build } from 'vite';
import type { Figure } from '../support/figure.js';
import { Chromium } from './chromium.js';
import { cpuOfTree } from './proc.js';
import { sleep } from './world.js';

const OUT = path.resolve('.cache/bench/live-page');
const WARM_UP_MS = 8000;
const ROUNDS = 3;
const ROUND_MS = 20_000;
/** Of one core, all of Chromium's processes. */
const LIMIT = 15;

/** 12 charts x 4 series x 600 points at 1 Hz: our chart beside ECharts as it comes, in turns in one run. */
export async function benchCpu(): Promise<Figure[]> {
  await buildPage();
  const server = http.createServer(sirv(OUT)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port.toString()}/`;
  const ours: number[] = [];
  const defaults: number[] = [];
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      ours.push(await measure(`${url}?ours`));
      defaults.push(await measure(`${url}?defaults`));
    }
  } finally {
    server.close();
  }
  const [mine, theirs] = [median(ours), median(defaults)];
  const conditions = `12 charts x 4 series x 600 points, median of ${ROUNDS.toString()} x ${(ROUND_MS / 1000).toString()} s in turns`;
  return [
    {
      what: 'CPU of all of Chromium, our charts at 1 Hz',
      ours: mine,
      unit: '% of a core',
      against: { what: 'limit', value: LIMIT },
      note: `stretch 10; ${conditions}: ${ours.map((x) => x.toFixed(1)).join(', ')}`,
    },
    {
      what: "our charts' share of ECharts' defaults in the same run",
      ours: (mine / theirs) * 100,
      unit: '%',
      against: { what: 'limit', value: 20 },
      note: `defaults ${theirs.toFixed(1)} % of a core: ${defaults.map((x) => x.toFixed(1)).join(', ')}`,
    },
  ];
}

async function measure(url: string): Promise<number> {
  const chromium = new Chromium();
  try {
    const tab = await chromium.open(url);
    await tab.until("document.querySelectorAll('canvas').length >= 12");
    await sleep(WARM_UP_MS);
    const pid = chromium.process.pid ?? 0;
    const [before, from] = [cpuOfTree(pid), performance.now()];
    await sleep(ROUND_MS);
    return ((cpuOfTree(pid) - before) / (performance.now() - from)) * 100;
  } finally {
    await chromium.close();
  }
}

const median = (list: readonly number[]): number => [...list].sort((a, b) => a - b)[list.length >> 1] ?? NaN;

async function buildPage(): Promise<void> {
  fs.rmSync(OUT, { recursive: true, force: true });
  await build({
    configFile: false,
    root: 'bench/live/page',
    plugins: [vue()],
    logLevel: 'error',
    define: { __VUE_OPTIONS_API__: 'false', __VUE_PROD_DEVTOOLS__: 'false' },
    build: { outDir: OUT, target: 'es2022', emptyOutDir: true, chunkSizeWarningLimit: 2000 },
  });
}
