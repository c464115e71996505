import { execFileSync } from 'node:child_process';

/** Medians of one Go benchmark. */
export interface GoFigure {
  ns: number;
  allocs: number;
  /** What it reports itself, by unit. */
  extra: ReadonlyMap<string, number>;
  runs: number;
}

const RUNS = 5;

/** Runs the benchmarks of a module, by name without `Benchmark` and the processors behind. */
export function goBench(dir: string, pattern: string): Map<string, GoFigure> {
  const words = ['test', '-run', '^$', '-bench', pattern, '-benchtime', '0.5s', '-count', RUNS.toString()];
  const output = execFileSync('go', [...words, './...'], { cwd: dir, encoding: 'utf8' });
  const runs = new Map<string, Map<string, number[]>>();
  for (const line of output.split('\n')) {
    const [, name, rest] = /^Benchmark(\S+?)(?:-\d+)?\s+\d+\s+(.*)$/.exec(line) ?? [];
    if (name === undefined || rest === undefined) continue;
    const units = runs.get(name) ?? new Map<string, number[]>();
    runs.set(name, units);
    for (const [, value, unit] of rest.matchAll(/([\d.]+) (\S+)/g)) {
      if (unit === undefined) continue;
      units.set(unit, [...(units.get(unit) ?? []), Number(value)]);
    }
  }
  return new Map(
    [...runs].map(([name, units]) => {
      const medians = new Map([...units].map(([unit, values]) => [unit, median(values)]));
      const ns = medians.get('ns/op') ?? NaN;
      return [name, { ns, allocs: medians.get('allocs/op') ?? NaN, extra: medians, runs: RUNS }];
    }),
  );
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;
}
