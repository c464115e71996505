import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import vue from '@vitejs/plugin-vue';
import sirv from 'sirv';
import { build } from 'vite';
import { Chromium, type Tab } from '../live/chromium.js';
import type { Figure } from '../support/figure.js';
import { traceSteps, type Step } from './trace.js';

const OUT = path.resolve('.cache/bench/flame-page');
const PAINTS = 7;
const FRAMES = 300;
const SIZES = [
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
    for (const { nodes, paintMs, frameMs } of SIZES) {
      figures.push(...(await paints(chromium, url, nodes, paintMs)));
      figures.push(...(await frames(chromium, url, nodes, frameMs)));
    }
    return figures;
  } finally {
    await chromium.close();
    server.close();
  }
}

/** In a new tab each, so that no code is warm. */
async function paints(
  chromium: Chromium,
  url: string,
  nodes: number,
  limit: number | null,
): Promise<Figure[]> {
  const steps: Step[] = [];
  for (let i = 0; i < PAINTS; i += 1) {
    const tab = await openPage(chromium, url, nodes);
    steps.push(...(await traceSteps(chromium, tab, 'bench.paint()')));
    await tab.close();
  }
  const figure = (what: string, list: number[]): Figure => ({
    what: `first paint of ${sizeOf(nodes)}, ${what}`,
    ours: median(list),
    unit: 'ms',
    ...(limit === null ? {} : { against: { what: 'limit', value: limit } }),
    note: `bytes to picture, median of ${list.map((ms) => ms.toFixed(0)).join(', ')}; ${load()}`,
  });
  return [
    figure(
      'CPU',
      steps.map(({ cpu }) => cpu),
    ),
    figure(
      'by the clock',
      steps.map(({ wall }) => wall),
    ),
  ];
}

async function frames(chromium: Chromium, url: string, nodes: number, limit: number): Promise<Figure[]> {
  const tab = await openPage(chromium, url, nodes);
  await tab.evaluate('bench.paint()');
  const figures: Figure[] = [];
  for (const kind of ['zoom', 'pan', 'search']) {
    const steps = await traceSteps(chromium, tab, `bench.run('${kind}', ${FRAMES.toString()})`);
    const boxes = await tab.evaluate<number>(`bench.boxes('${kind}', 40)`);
    const cpu = steps.map((step) => step.cpu).sort((a, b) => a - b);
    const notes = [
      `${steps.length.toString()} frames of ${boxes.toFixed(0)} boxes`,
      `median ${median(cpu).toFixed(1)}`,
      `of it script ${median(steps.map(({ script }) => script)).toFixed(1)}`,
      `worst ${quantile(cpu, 1).toFixed(1)}`,
      load(),
    ];
    figures.push({
      what: `${kind} frame of ${sizeOf(nodes)}, script and raster, p99`,
      ours: quantile(cpu, 0.99),
      unit: 'ms',
      against: { what: 'limit', value: limit },
      note: notes.join('; '),
    });
  }
  await tab.close();
  return figures;
}

/** With the bytes made and what that left collected: it is none of the picture's. */
async function openPage(chromium: Chromium, url: string, nodes: number): Promise<Tab> {
  const tab = await chromium.open(url);
  await tab.until('window.bench');
  await tab.evaluate(`bench.prepare(${nodes.toString()})`);
  await tab.send('HeapProfiler.collectGarbage');
  return tab;
}

const sizeOf = (nodes: number): string => `${nodes.toLocaleString('en').replaceAll(',', ' ')} nodes`;
/** Of the whole machine: above the number of its cores, times by the clock say little. */
const load = (): string =>
  `load ${(os.loadavg()[0] ?? 0).toFixed(1)} on ${os.cpus().length.toString()} cores`;
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
