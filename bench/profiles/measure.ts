import { execFileSync } from 'node:child_process';
import { buildGo } from '../support/go.js';

/** One process from its start to its end: ms, MB (10^6 bytes). */
export interface Run {
  wallMs: number;
  cpuMs: number;
  peakMb: number;
}

export type Measure = (command: readonly string[]) => Run;

/** Runs commands one at a time under a small parent of its own: a child's peak is never below what its parent held. */
export function measurer(): Measure {
  const exe = buildGo('measure', 'bench/profiles', 'measure.go');
  return (command) => {
    const line = execFileSync(exe, command, { encoding: 'utf8' });
    const [wallMs = NaN, cpuMs = NaN, rssKb = NaN, code] = line.trim().split(' ').map(Number);
    if (code !== 0) throw new Error(`${command.join(' ')}: exit code ${String(code)}`);
    return { wallMs, cpuMs, peakMb: (rssKb * 1024) / 1e6 };
  };
}

/** The median of each quantity. */
export function medianRun(runs: readonly Run[]): Run {
  const of = (pick: (run: Run) => number): number => {
    const sorted = runs.map(pick).sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? NaN;
  };
  return { wallMs: of((r) => r.wallMs), cpuMs: of((r) => r.cpuMs), peakMb: of((r) => r.peakMb) };
}
