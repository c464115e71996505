import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import vue from '@vitejs/plugin-vue';
import sirv from 'sirv';
import { build } from 'vite';
import { Chromium } from '../live/chromium.js';
import type { Figure } from '../support/figure.js';
import { traceSteps } from './trace.js';

const OUT = path.resolve('.cache/bench/flame-page');
const PAINTS = 5;
const FRAMES = 300;
const LIMITS = [
  { nodes: 100_000, paintMs: 100, frameMs: 8 },
  { nodes: 1_000_000, paintMs: null, frameMs: 33 },
];

/** The flame graph alone in Chromium: from the bytes of an answer to the picture, and what each kind of frame takes. */
export async function benchFlame(): Promise<Figure[]> {
  await buildPage();
  const server = http.createServer(sirv(OUT)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port.toString()}/`;
  const chromium = new Chromium();
  try {
    const figures: Figure[] = [];
    for (const { nodes, paintMs, frameMs } of LIMITS) {
      const size = `${(nodes / 1000).toString()} 000 nodes`;
      const paints: number[] = [];
      for (let i = 0; i < PAINTS; i += 1) paints.push(await firstPaint(chromium, url, nodes));
      figures.push({
        what: `first paint of ${size}`,
        ours: median(paints),
        unit: 'ms',
        against: { what: paintMs === null ? 'no limit, stated' : 'limit', value: paintMs ?? NaN },
        note: `bytes to picture with two frames of 16.7 ms to show it; ${paints.map((x) => x.toFixed(0)).join(', ')}`,
      });
      figures.push(...(await frames(chromium, url, nodes, frameMs)));
    }
    return figures;
  } finally {
    await chromium.close();
    server.close();
  }
}

async function firstPaint(chromium: Chromium, url: string, nodes: number): Promise<number> {
  const tab = await chromium.open(url);
  await tab.until('window.bench');
  const took = await tab.evaluate<number>(`bench.paint(${nodes.toString()})`);
  await tab.close();
  return took;
}

async function frames(chromium: Chromium, url: string, nodes: number, limit: number): Promise<Figure[]> {
  const tab = await chromium.open(url);
  await tab.until('window.bench');
  await tab.evaluate(`bench.paint(${nodes.toString()})`);
  const figures: Figure[] = [];
  for (const kind of ['zoom', 'pan', 'search']) {
    const took = await traceSteps(chromium, tab, `bench.run('${kind}', ${FRAMES.toString()})`);
    const sorted = [...took].sort((a, b) => a - b);
    figures.push({
      what: `${kind} frame of ${(nodes / 1000).toString()} 000 nodes, script and raster, p99`,
      ours: quantile(sorted, 0.99),
      unit: 'ms',
      against: { what: 'limit', value: limit },
      note: `${took.length.toString()} frames; median ${quantile(sorted, 0.5).toFixed(1)}, worst ${quantile(sorted, 1).toFixed(1)}`,
    });
  }
  await tab.close();
  return figures;
}

const quantile = (sorted: readonly number[], q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? NaN;
const median = (list: readonly number[]): number =>
  quantile(
    [...list].sort((a, b) => a - b),
    0.5,
  );

async function buildPage(): Promise<void> {
  fs.rmSync(OUT, { recursive: true, force: true });
  await build({
    configFile: false,
    root: 'bench/flame/page',
    plugins: [vue()],
    logLevel: 'error',
    define: { __VUE_OPTIONS_API__: 'false', __VUE_PROD_DEVTOOLS__: 'false' },
    build: { outDir: OUT, target: 'es2022', emptyOutDir: true, chunkSizeWarningLimit: 2000 },
  });
}
