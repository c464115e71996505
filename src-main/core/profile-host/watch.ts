import fs from 'node:fs';
import { fail, type Failure } from '../../../shared/base/result.js';

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

export interface ChildLimits {
  rssBytes: number;
  /** For each GiB that a file inflates to, at least one, ms. */
  cpuMsPerGib: number;
}
export const CHILD_LIMITS: ChildLimits = { rssBytes: 512 * MIB, cpuMsPerGib: 30_000 };

/** What a process has used. */
export interface ChildUsage {
  rss: number;
  cpuMs: number;
}

/** CPU ticks a second, as Linux gives them to programs on every machine. */
const TICKS = 100;

/** As the kernel counts; null = it does not say (another system, or the process is gone). */
export function usageOf(pid: number): ChildUsage | null {
  try {
    const stat = fs.readFileSync(`/proc/${pid.toString()}/stat`, 'latin1');
    // The name in parentheses may hold anything; what follows it are numbers: utime and stime are fields 14 and 15.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = Number(fields[11]) + Number(fields[12]);
    const rss = /^VmRSS:\s+(\d+) kB/m.exec(fs.readFileSync(`/proc/${pid.toString()}/status`, 'latin1'))?.[1];
    return { rss: Number(rss ?? 0) * 1024, cpuMs: (ticks * 1000) / TICKS };
  } catch {
    return null;
  }
}

/** Why a child must end, given what one question has used of CPU and what its file has inflated to; null = it may go on. */
export function tooMuch(
  usage: ChildUsage,
  cpuMs: number,
  inflated: number,
  limits: ChildLimits = CHILD_LIMITS,
): Failure | null {
  if (usage.rss > limits.rssBytes) return tooLarge(usage.rss, limits.rssBytes);
  const allowedMs = limits.cpuMsPerGib * Math.max(1, inflated / GIB);
  if (cpuMs <= allowedMs) return null;
  const seconds = Math.round(allowedMs / 100) / 10;
  return failure(
    'PROFILE_TOO_SLOW',
    `Reading this file took more than ${seconds.toString()} s of CPU time and was given up.`,
    { seconds },
  );
}

/** `rss` 0 = its JavaScript heap was full before that. */
export function tooLarge(rss: number, limit: number = CHILD_LIMITS.rssBytes): Failure {
  const [used, most] = [Math.round(rss / MIB), Math.round(limit / MIB)];
  return failure(
    'PROFILE_TOO_LARGE',
    `Reading this file takes more memory than the ${most.toString()} MiB granted${used === 0 ? '' : ` (${used.toString()} MiB when it was stopped)`}; it was given up.`,
    { used, limit: most },
  );
}

function failure(code: string, message: string, params: Record<string, number>): Failure {
  const { error } = fail(code, message, params) as { error: Failure };
  return error;
}
