// npm run reliability -- promql: rate() and increase() against a real Prometheus with the same samples.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { labelsKey, type Labels } from '../../shared/model/labels.js';
import { evaluateInstant, finish, parse } from '../../src-main/core/promql/index.js';
import { MemoryReader } from '../helpers/memory-reader.js';
import { COUNTERS, randomFrom, serveCounters } from './support/counters.js';
import { parsePrometheusValue, Prometheus, sleep } from './support/prometheus.js';

const SEED = Number(process.env['SEED'] ?? 20240607);
const SCRAPE_FOR_MS = Number(process.env['SECONDS'] ?? 75) * 1000;
const WINDOWS = 200;
/** Relative; all but equal to the last bit. */
const TOLERANCE = 1e-12;
const RESULT = '.cache/results/promql.json';

interface Comparison {
  expr: string;
  timeMs: number;
  /** Series for which at least one of the two had a value. */
  values: number;
  worst: number;
  differences: string[];
}

async function main(): Promise<void> {
  const counters = await serveCounters(SEED);
  const prometheus = await Prometheus.start(counters.address, ['/whole', '/flaky']);
  try {
    const startMs = Date.now();
    await sleep(SCRAPE_FOR_MS);
    const endMs = Date.now();
    const reader = await readBack(prometheus, endMs);
    const comparisons = await compareWindows(prometheus, reader, startMs, endMs);
    process.exitCode = report(comparisons, prometheus.version);
  } finally {
    prometheus.stop();
    counters.close();
  }
}

/** The very samples Prometheus stored: a range selector gives them with exact times and values. */
async function readBack(prometheus: Prometheus, endMs: number): Promise<MemoryReader> {
  const reader = new MemoryReader();
  for (const name of COUNTERS) {
    for (const { metric, values } of await prometheus.query(`${name}_total[10m]`, endMs)) {
      const series = reader.add(metric);
      for (const [seconds, value] of values ?? []) {
        series.t.push(Math.round(seconds * 1000));
        series.v.push(parsePrometheusValue(value));
      }
    }
  }
  return reader;
}

async function compareWindows(
  prometheus: Prometheus,
  reader: MemoryReader,
  startMs: number,
  endMs: number,
): Promise<Comparison[]> {
  const random = randomFrom(SEED);
  const between = (low: number, high: number): number => Math.floor(low + random() * (high - low + 1));
  const comparisons: Comparison[] = [];
  for (let i = 0; i < WINDOWS; i++) {
    const name = COUNTERS[between(0, COUNTERS.length - 1)] ?? '';
    // Whole seconds as people write them, and odd milliseconds.
    const range = random() < 0.5 ? `${String(between(5, 60))}s` : `${String(between(5000, 60_000))}ms`;
    const timeMs = between(startMs + 5000, endMs);
    for (const fn of ['rate', 'increase'])
      comparisons.push(await compareOne(prometheus, reader, `${fn}(${name}_total[${range}])`, timeMs));
  }
  return comparisons;
}

async function compareOne(
  prometheus: Prometheus,
  reader: MemoryReader,
  expr: string,
  timeMs: number,
): Promise<Comparison> {
  const theirs = new Map<string, number>();
  for (const { metric, value } of await prometheus.query(expr, timeMs))
    theirs.set(labelsKey(metric), parsePrometheusValue(value?.[1] ?? 'NaN'));
  const ours = new Map<string, number>();
  for (const { labels, v } of evaluate(expr, reader, timeMs)) ours.set(labelsKey(labels), v[0] ?? NaN);
  const comparison: Comparison = { expr, timeMs, values: 0, worst: 0, differences: [] };
  for (const key of new Set([...theirs.keys(), ...ours.keys()])) {
    const [their, our] = [theirs.get(key), ours.get(key)];
    comparison.values += 1;
    const difference = relativeDifference(their, our);
    if (difference <= TOLERANCE) comparison.worst = Math.max(comparison.worst, difference);
    else comparison.differences.push(`${key}: theirs ${String(their)}, ours ${String(our)}`);
  }
  return comparison;
}

function evaluate(expr: string, reader: MemoryReader, timeMs: number): { labels: Labels; v: Float64Array }[] {
  const parsed = parse(expr);
  if (!parsed.ok) throw new Error(parsed.error.message);
  // Prometheus 2: windows closed on both sides.
  const options = { lookbackMs: 300_000, leftOpen: false, timeMs };
  const result = finish(evaluateInstant(parsed.value, reader, options));
  if (!result.ok) throw new Error(result.error.message);
  return result.value.series;
}

function relativeDifference(a: number | undefined, b: number | undefined): number {
  if (a === undefined || b === undefined) return Infinity;
  if (Object.is(a, b) || a === b) return 0;
  return Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b));
}

function report(comparisons: readonly Comparison[], version: string): number {
  const different = comparisons.filter(({ differences }) => differences.length > 0);
  for (const { expr, timeMs, differences } of different)
    console.error(`${expr} @ ${String(timeMs)}\n  ${differences.join('\n  ')}`);
  const worst = Math.max(...comparisons.map((each) => each.worst));
  const values = comparisons.reduce((sum, each) => sum + each.values, 0);
  // Each window was asked for rate and for increase, for up to two series.
  const windows = comparisons.length / 2;
  const line = `promql: ${String(windows)} windows, ${String(different.length)} different (worst relative difference ${String(worst)})`;
  const commit = execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' }).trim();
  mkdirSync('.cache/results', { recursive: true });
  const json = {
    commit,
    seed: SEED,
    prometheus: version,
    windows,
    values,
    different: different.length,
    worst,
    line,
  };
  writeFileSync(RESULT, `${JSON.stringify(json, null, 2)}\n`);
  console.log(line);
  return different.length > 0 || values < windows ? 1 : 0;
}

await main();
