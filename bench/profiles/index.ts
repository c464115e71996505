import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buildChanged } from '../../scripts/lib/build.mjs';
import { bundleChild } from '../support/child.js';
import type { Figure } from '../support/figure.js';
import { measurer, medianRun, type Run } from './measure.js';
import { syntheticProfile } from './synthetic.js';

const DATA = path.join(process.env['GOPHERSCOPE_DATA'] ?? '/work/shared/data', 'profiles');
const SYNTHETIC = path.resolve('.cache/bench/profiles');
const FASTER = 2.5;
const FASTER_LARGE = 15;
const PEAK_MB = 200;
const OVER_GUNZIP = 6;

interface Input {
  name: string;
  file: () => string;
  runs: number;
  isLarge?: boolean;
}

/** Largest last, so that a bench cut short has said most. */
const INPUTS: readonly Input[] = [
  {
    name: '20 k samples (large.cpu)',
    file: () => real('google__pprof/internal__proftest__testdata__large.cpu'),
    runs: 9,
  },
  {
    name: '41 k samples (a real heap)',
    file: () => real('grafana__pyroscope/pkg__pprof__testdata__gotruncatefix__heap_go_truncated_3.pb.gz'),
    runs: 9,
  },
  { name: '100 k synthetic', file: () => syntheticProfile(SYNTHETIC, 100_000), runs: 7 },
  { name: '1 M synthetic', file: () => syntheticProfile(SYNTHETIC, 1_000_000), runs: 3, isLarge: true },
];

type Tools = Record<'ours' | 'go' | 'pprofFormat' | 'gunzip', readonly string[]>;

/** `gopherscope top` against `go tool pprof -top`, process to process, taking turns. */
export async function benchProfiles(): Promise<Figure[]> {
  await buildChanged(process.cwd(), { quiet: true });
  const tools: Tools = {
    ours: [process.execPath, path.resolve('dist/core/top.mjs')],
    go: [execFileSync('go', ['tool', '-n', 'pprof'], { encoding: 'utf8' }).trim(), '-symbolize=none', '-top'],
    pprofFormat: [process.execPath, await bundleChild('bench/profiles/pprof-format-child.ts')],
    gunzip: [process.execPath, await bundleChild('bench/profiles/gunzip-child.ts')],
  };
  const only = process.argv[3];
  return INPUTS.filter(({ name }) => only === undefined || name.startsWith(only)).flatMap((input) =>
    compare(input, tools),
  );
}

function compare({ name, file: place, runs, isLarge = false }: Input, tools: Tools): Figure[] {
  const file = place();
  if (!fs.existsSync(file)) return [];
  const measure = measurer();
  const taken: Record<string, Run[]> = {};
  for (let turn = 0; turn < runs; turn++)
    for (const [tool, command] of Object.entries(tools)) {
      // The others are slow at the largest and waver less than we do.
      if (isLarge && turn > 0 && tool === 'pprofFormat') continue;
      (taken[tool] ??= []).push(measure([...command, file]));
    }
  const [ours, go, pprofFormat, gunzip] = (['ours', 'go', 'pprofFormat', 'gunzip'] as const).map((tool) =>
    medianRun(taken[tool] ?? []),
  ) as [Run, Run, Run, Run];
  const load = os.loadavg()[0]?.toFixed(1) ?? '';
  const say = ({ wallMs, cpuMs, peakMb }: Run): string =>
    `${wallMs.toFixed(0)} ms (CPU ${cpuMs.toFixed(0)}, peak ${peakMb.toFixed(0)} MB)`;
  const goal = isLarge ? FASTER_LARGE : FASTER;
  const figures: Figure[] = [
    {
      what: `top of ${name}, times faster than go tool pprof -top`,
      ours: go.wallMs / ours.wallMs,
      unit: 'x',
      against: { what: 'goal', value: goal },
      note: `medians of ${runs.toString()}: ours ${say(ours)}, go ${say(go)}, pprof-format decode only ${say(pprofFormat)}, gunzip only ${say(gunzip)}; by CPU ${(go.cpuMs / ours.cpuMs).toFixed(1)}x; load ${load}`,
    },
    {
      what: `top of ${name}, of gunzip alone`,
      ours: ours.wallMs / gunzip.wallMs,
      unit: 'x',
      against: { what: 'limit', value: OVER_GUNZIP },
    },
  ];
  if (isLarge)
    figures.push({
      what: `top of ${name}, peak RSS`,
      ours: ours.peakMb,
      unit: 'MB',
      against: { what: 'limit', value: PEAK_MB },
      note: `go ${go.peakMb.toFixed(0)} MB`,
    });
  return figures;
}

function real(file: string): string {
  return path.join(DATA, file);
}
