import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buildChanged } from '../../scripts/lib/build.mjs';
import { cleanUp } from '../../tests/helpers/children.js';
import { startCore, type Core } from '../../tests/helpers/core.js';
import { Chromium } from '../live/chromium.js';
import { syntheticProfile } from '../profiles/synthetic.js';
import type { Figure } from '../support/figure.js';
import { sleep } from '../support/go.js';
import { dropFile, type DropTimes } from './page.js';

/** Gzip of level 1, as Go writes profiles: 20 MB. */
const SAMPLES = 1_700_000;
const RUNS = 3;

interface Drop extends DropTimes {
  /** Longest time the core's event loop was kept. */
  loopMs: number;
}

/** A profile of 20 MB gzip dropped on the page of the built core, each time in a world of its own. */
export async function benchDrop(): Promise<Figure[]> {
  await buildChanged(process.cwd(), { quiet: true });
  const file = syntheticProfile(path.resolve('.cache/bench/profiles'), SAMPLES, 1);
  const drops: Drop[] = [];
  for (let run = 0; run < RUNS; run += 1) drops.push(await dropOnce(file));
  const mb = fs.statSync(file).size / 1e6;
  const note = (list: readonly number[]): string =>
    `${mb.toFixed(1)} MB, ${SAMPLES.toString()} samples; ${list.map((x) => x.toFixed(0)).join(', ')}; load ${os.loadavg()[0]?.toFixed(1) ?? ''}`;
  const median = (sorted: readonly number[]): number => sorted[Math.floor(sorted.length / 2)] ?? NaN;
  const worst = (sorted: readonly number[]): number => sorted.at(-1) ?? NaN;
  const figure = (what: string, pick: (drop: Drop) => number, limit: number, of = median): Figure => {
    const all = drops.map(pick);
    const sorted = [...all].sort((a, b) => a - b);
    return {
      what,
      ours: of(sorted),
      unit: 'ms',
      against: { what: 'limit', value: limit },
      note: note(all),
    };
  };
  return [
    figure('drop to first progress', (d) => d.progress, 200),
    figure('drop to the flame graph on screen', (d) => d.flame, 3000),
    figure('of it, drop to the answer of /flamegraph', (d) => d.answer, 3000),
    figure("longest the core's event loop was kept in any of them", (d) => d.loopMs, 50, worst),
  ];
}

async function dropOnce(file: string): Promise<Drop> {
  const told = path.join(os.tmpdir(), `gopherscope-loop-${process.pid.toString()}`);
  const watch = path.resolve('bench/drop/loop-watch.mjs');
  const core = await startCore({ env: { NODE_OPTIONS: `--import=${watch}`, LOOP_WATCH: told } });
  const chromium = new Chromium();
  try {
    const tab = await chromium.open(core.url);
    await tab.until(`document.readyState === 'complete' && location.href.startsWith('${core.url}')`);
    await tab.evaluate(`localStorage.setItem('gopherscope.token', ${JSON.stringify(core.api.token)})`);
    await tab.evaluate(`(location.href = '${core.url}/#/profiles', location.reload())`);
    await tab.until("document.querySelector('main') !== null");
    await sleep(2000);
    await loopOf(core, told);
    const times = await dropFile(tab, file);
    return { ...times, loopMs: await loopOf(core, told) };
  } finally {
    await chromium.close();
    await cleanUp();
    fs.rmSync(told, { force: true });
  }
}

/** Reads the watch and sets it back. */
async function loopOf(core: Core, told: string): Promise<number> {
  fs.rmSync(told, { force: true });
  core.signal('SIGUSR2');
  while (!fs.existsSync(told) || fs.statSync(told).size === 0) await sleep(20);
  return Number(fs.readFileSync(told, 'utf8'));
}
