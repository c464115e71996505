// npm run reliability -- profiles: damaged profiles, ours against google/pprof. COUNT and SEED; goes on where it stopped.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { mutated } from '../helpers/mutate-profile.js';
import { buildOracle, type OracleAnswer } from '../helpers/pprof-oracle.js';
import { Answering } from './support/answering.js';
import type { ChildAnswer } from './support/profile-child.js';

const COUNT = Number(process.env['COUNT'] ?? 1_000_000);
const SEED = Number(process.env['SEED'] ?? 20260607);
const BATCH = 500;
const HANG_MS = 20_000;
const SLOW_MS = 1000;
const KEPT_EXAMPLES = 50;
const RESULT = '.cache/results/profiles.json';
const FOUND = '.cache/reliability-profiles';
const CHILD = '.cache/reliability-profiles/child.mjs';
const DATA = process.env['GOPHERSCOPE_DATA'] ?? '/work/shared/data';
const REAL = [
  'DataDog__dd-trace-go/profiler__internal__fastdelta__testdata__block.after.pprof',
  'DataDog__dd-trace-go/profiler__internal__fastdelta__testdata__heap.after.pprof',
  'DataDog__dd-trace-go/profiler__internal__pprofutils__test-fixtures__pprof.lines.pb.gz',
  'parca-dev__parca/pkg__normalizer__node-profile.pb.gz',
  'parca-dev__parca/pkg__symbolizer__testdata__normal-cpu.stripped.pprof',
  'parca-dev__parca/pkg__query__testdata__two-stacks.pb.gz',
];
const OWN = [
  'legacy/go-heap.txt',
  'legacy/go-mutex.txt',
  'legacy/tcmalloc-heap.txt',
  'legacy/contentionz.txt',
  'legacy/threadz.txt',
  'legacy/java-heap.txt',
  'legacy/cpu-64-LittleEndian.bin',
  'legacy/cpu-32-BigEndian.bin',
  'goroutines/go1.26.8.debug1.txt',
  'goroutines/go1.27.3.debug2.txt',
];

interface Tally {
  commit: string;
  seed: number;
  seeds: number;
  inputs: number;
  bothRead: number;
  bothRefuse: number;
  /** Refused here for their size, and goroutine dumps, which google/pprof does not read. */
  tooLarge: number;
  dumps: number;
  crashes: number;
  slow: number;
  slowestMs: number;
  verdictDiffers: number;
  totalsDiffer: number;
  examples: string[];
}

/** Seeds without gzip, so that damage meets the decoder and not the checksum. */
function seeds(): Uint8Array[] {
  const files = [
    ...REAL.map((name) => path.join(DATA, 'profiles', name)),
    ...OWN.map((name) => path.join('tests/fixtures', name)),
  ];
  return files.filter((file) => fs.existsSync(file)).map((file) => inflate(fs.readFileSync(file)));
}

const inflate = (bytes: Uint8Array): Uint8Array =>
  bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;

function begin(commit: string, count: number): Tally {
  const fresh: Tally = {
    commit,
    seed: SEED,
    seeds: count,
    inputs: 0,
    bothRead: 0,
    bothRefuse: 0,
    tooLarge: 0,
    dumps: 0,
    crashes: 0,
    slow: 0,
    slowestMs: 0,
    verdictDiffers: 0,
    totalsDiffer: 0,
    examples: [],
  };
  if (!fs.existsSync(RESULT)) return fresh;
  const kept = JSON.parse(fs.readFileSync(RESULT, 'utf8')) as Tally;
  const goesOn = kept.commit === commit && kept.seed === SEED && kept.seeds === count && kept.inputs < COUNT;
  if (goesOn) console.log(`goes on after ${kept.inputs} inputs`);
  return goesOn ? kept : fresh;
}

function judge(
  tally: Tally,
  number: number,
  input: Uint8Array,
  ours: ChildAnswer | null,
  theirs: OracleAnswer,
): void {
  tally.inputs++;
  if (ours === null) {
    tally.crashes++;
    keep(tally, 'crash', number, input);
    return;
  }
  tally.slowestMs = Math.max(tally.slowestMs, ours.ms);
  if (ours.ms > SLOW_MS) {
    tally.slow++;
    keep(tally, 'slow', number, input);
  }
  if (ours.error === 'PROFILE_TOO_LARGE') tally.tooLarge++;
  else if (ours.format === 'goroutines' && theirs.error !== undefined) tally.dumps++;
  else if ((ours.error === undefined) !== (theirs.error === undefined)) {
    tally.verdictDiffers++;
    keep(tally, `verdict (ours ${ours.error ?? 'reads'}, theirs ${theirs.error ?? 'reads'})`, number, input);
  } else if (ours.error !== undefined) tally.bothRefuse++;
  else {
    tally.bothRead++;
    const told = (a: ChildAnswer | OracleAnswer): string =>
      JSON.stringify([a.samples, a.types, a.totals ?? []]);
    if (told(ours) === told(theirs)) return;
    tally.totalsDiffer++;
    keep(tally, `totals (ours ${told(ours)}, theirs ${told(theirs)})`, number, input);
  }
}

function keep(tally: Tally, what: string, number: number, input: Uint8Array): void {
  if (tally.examples.length >= KEPT_EXAMPLES) return;
  tally.examples.push(`${number}: ${what.slice(0, 300)}`);
  fs.writeFileSync(path.join(FOUND, `${number}.bin`), input);
}

function report(tally: Tally): string {
  const { inputs, verdictDiffers, totalsDiffer } = tally;
  const percent = ((100 * verdictDiffers) / Math.max(1, inputs)).toFixed(4);
  return `profiles: ${inputs} inputs of ${tally.seeds} seeds, crashes ${tally.crashes}, over ${SLOW_MS} ms ${tally.slow} (slowest ${tally.slowestMs.toFixed(0)} ms), verdict differs ${verdictDiffers} (${percent} %), totals differ ${totalsDiffer} of ${tally.bothRead} read by both; ${tally.tooLarge} refused for size, ${tally.dumps} goroutine dumps`;
}

const all = seeds();
const commit = execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' }).trim();
fs.mkdirSync(path.dirname(RESULT), { recursive: true });
fs.mkdirSync(FOUND, { recursive: true });
await build({
  entryPoints: ['tests/reliability/support/profile-child.ts'],
  outfile: CHILD,
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  logLevel: 'error',
});
const ours = new Answering<ChildAnswer>([process.execPath, CHILD]);
const theirs = new Answering<OracleAnswer>([buildOracle()]);
const tally = begin(commit, all.length);
try {
  while (tally.inputs < COUNT) {
    const from = tally.inputs;
    const length = Math.min(BATCH, COUNT - from);
    const inputs = Array.from({ length }, (_, i) => mutated(all, SEED + from + i));
    const [a, b] = await Promise.all([ours.ask(inputs, HANG_MS), theirs.ask(inputs, HANG_MS)]);
    inputs.forEach((input, i) => {
      judge(tally, SEED + from + i, input, a[i] ?? null, b[i] ?? { error: 'it crashed', samples: 0 });
    });
    fs.writeFileSync(RESULT, `${JSON.stringify({ ...tally, line: report(tally) }, null, 2)}\n`);
    if (tally.inputs % (BATCH * 50) === 0) console.log(report(tally));
  }
} finally {
  ours.stop();
  theirs.stop();
}
for (const example of tally.examples) console.log(`  ${example}`);
console.log(report(tally));
const fine =
  tally.crashes === 0 &&
  tally.slow === 0 &&
  tally.verdictDiffers < tally.inputs / 1000 &&
  tally.totalsDiffer === 0;
process.exitCode = fine ? 0 : 1;
