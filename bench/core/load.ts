import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { CORE_ENV, CORE_FLAGS } from '../../scripts/lib/run-core.mjs';
import { addApps } from '../support/apps.js';
import { firstLine, startChild } from '../support/child.js';
import type { Figure } from '../support/figure.js';

const TARGETS = 100;
const SERIES = 200;
const SECONDS = 60;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A minute of 100 targets x 200 series at 1 Hz on the built core: how late polls begin, CPU and memory. */
export async function benchLoad(): Promise<Figure[]> {
  const app = await startChild('bench/support/series-app.ts', ['0', SERIES.toString()]);
  const port = app.line.replace('port ', '');
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'gopherscope-bench-'));
  const core = spawn(
    process.execPath,
    [...CORE_FLAGS, 'dist/core/headless.mjs', '--headless', '--port', '0', '--no-auth', '--data-dir', dir],
    { stdio: ['ignore', 'pipe', 'ignore'], env: { ...process.env, ...CORE_ENV } },
  );
  const url = /url=(\S+)/.exec(await firstLine(core))?.[1] ?? '';
  try {
    await addApps(url, port, TARGETS);
    await sleep(3000);
    const before = await readMetrics(url);
    await sleep(SECONDS * 1000);
    const after = await readMetrics(url);
    const grew = (name: string): number => (after.get(name) ?? 0) - (before.get(name) ?? 0);
    const polls = grew('gopherscope_scrape_lateness_ratio_count');
    const cpu = grew('process_cpu_seconds_total') / SECONDS;
    const rss = (after.get('process_resident_memory_bytes') ?? 0) / 1e6;
    const late = polls - grew('gopherscope_scrape_lateness_ratio_bucket{le="0.1"}');
    const note = `${polls.toString()} polls, ${late.toString()} more than 10 % late, ${grew('gopherscope_scrape_failures_total').toString()} failed; ${(cpu * 100).toFixed(1)} % of a core, RSS ${rss.toFixed(0)} MB`;
    return [
      {
        what: `lateness p99, ${TARGETS.toString()} targets x ${SERIES.toString()} series, ${SECONDS.toString()} s`,
        ours: quantile(0.99, polls, grew) * 100,
        unit: '% of the interval',
        against: { what: 'limit', value: 10 },
        note,
      },
    ];
  } finally {
    core.kill();
    app.child.kill();
    await sleep(500);
    fs.rmSync(dir, { recursive: true, force: true });
  }
}

async function readMetrics(url: string): Promise<Map<string, number>> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [
      line.slice(0, line.lastIndexOf(' ')),
      Number(line.slice(line.lastIndexOf(' ') + 1)),
    ]),
  );
}

/** Upper bound of the bucket the quantile falls in. */
function quantile(q: number, total: number, grew: (name: string) => number): number {
  for (const bound of [0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2]) {
    if (grew(`gopherscope_scrape_lateness_ratio_bucket{le="${bound.toString()}"}`) >= q * total) return bound;
  }
  return Infinity;
}
