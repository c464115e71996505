import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ok } from '../../../shared/base/result.js';
import type { Failure, Result } from '../../../shared/base/result.js';
import { PROC_ROOT, procFailure, readProcText } from './procfs.js';

/**
 * Ticks a second in which the kernel reports CPU times. USER_HZ is part of the kernel's interface and 100 on every
 * architecture that Node runs on, whatever CONFIG_HZ is.
 */
const TICKS_PER_SECOND = 100;

/** Beyond this many threads the per-thread times cost more than they tell; they are left out. */
const MAX_THREADS = 1000;

/** CPU time of one thread since it started, and where it last ran. */
export interface ThreadTime {
  tid: number;
  /** From the scheduler in ns resolution; in steps of 10 ms where the kernel has no schedstat. */
  cpuSeconds: number;
  lastCpu: number;
}

/** One reading of a process. */
export interface ProcessReading {
  pid: number;
  /** Ticks from boot to the start. With the pid it identifies a process; a wall clock step does not move it. */
  startTicks: number;
  /** Epoch milliseconds, in steps of 10 ms; off by up to 1 s, as the kernel gives the boot time in seconds. */
  startTimeMs: number;
  userSeconds: number;
  systemSeconds: number;
  rssBytes: number;
  threads: number;
  /** null = not readable; `openFdsFailure` says why. */
  openFds: number | null;
  openFdsFailure: Failure | null;
  /** Live threads only: the time of ended ones is in the process's total. Empty beyond 1000 threads. */
  threadTimes: ThreadTime[];
}

/** CPU time of one core since boot, in seconds. `user` includes guests, `nice` is beside it. */
export interface HostCpuTime {
  cpu: number;
  user: number;
  nice: number;
  system: number;
  idle: number;
  iowait: number;
  irq: number;
  softirq: number;
  steal: number;
}

/**
 * Reads what the kernel says about a process.
 * Fails with PROC_NOT_FOUND (no such process, or no /proc), PROC_PERMISSION or PROC_UNREADABLE.
 */
export function readProcess(pid: number, root: string = PROC_ROOT): Result<ProcessReading> {
  const folder = join(root, String(pid));
  const statText = readProcText(join(folder, 'stat'));
  if (!statText.ok) return statText;
  const statusText = readProcText(join(folder, 'status'));
  if (!statusText.ok) return statusText;
  const hostText = readProcText(join(root, 'stat'));
  if (!hostText.ok) return hostText;
  const stat = parseStat(statText.value);
  const bootSeconds = numberAfter(hostText.value, 'btime');
  // Not from stat, which counts pages: their size differs between machines. A zombie has no VmRSS line.
  const rssKib = numberAfter(statusText.value, 'VmRSS:') ?? 0;
  if (stat === null || bootSeconds === null) {
    return fail('PROC_UNREADABLE', `${folder} has a form we do not know`, { path: folder, errno: 'FORMAT' });
  }
  const fds = countEntries(join(folder, 'fd'));
  return ok({
    pid,
    startTicks: stat.startTicks,
    startTimeMs: bootSeconds * 1000 + (stat.startTicks * 1000) / TICKS_PER_SECOND,
    userSeconds: stat.userTicks / TICKS_PER_SECOND,
    systemSeconds: stat.systemTicks / TICKS_PER_SECOND,
    rssBytes: rssKib * 1024,
    threads: stat.threads,
    openFds: fds.ok ? fds.value : null,
    openFdsFailure: fds.ok ? null : fds.error,
    threadTimes: stat.threads <= MAX_THREADS ? readThreadTimes(join(folder, 'task')) : [],
  });
}

/** Reads the CPU times of each core that is online. Fails as readProcess does. */
export function readHostCpu(root: string = PROC_ROOT): Result<HostCpuTime[]> {
  const text = readProcText(join(root, 'stat'));
  if (!text.ok) return text;
  const cores: HostCpuTime[] = [];
  for (const line of text.value.split('\n')) {
    const match = /^cpu(\d+) (.*)$/.exec(line);
    if (match === null) continue;
    const ticks = (match[2] ?? '').split(' ').map(Number);
    const seconds = (index: number): number => (ticks[index] ?? 0) / TICKS_PER_SECOND;
    cores.push({
      cpu: Number(match[1]),
      user: seconds(0),
      nice: seconds(1),
      system: seconds(2),
      idle: seconds(3),
      iowait: seconds(4),
      irq: seconds(5),
      softirq: seconds(6),
      steal: seconds(7),
    });
  }
  return ok(cores);
}

interface Stat {
  userTicks: number;
  systemTicks: number;
  threads: number;
  startTicks: number;
  lastCpu: number;
}

/** Fields by their number in proc(5). The name, field 2, may hold spaces and brackets: count from its last `)`. */
function parseStat(text: string): Stat | null {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const field = (number: number): number => Number(fields[number - 3]);
  const stat: Stat = {
    userTicks: field(14),
    systemTicks: field(15),
    threads: field(20),
    startTicks: field(22),
    lastCpu: field(39),
  };
  return Object.values(stat).every(Number.isFinite) ? stat : null;
}

/** A thread that ends while we read is left out. */
function readThreadTimes(folder: string): ThreadTime[] {
  const times: ThreadTime[] = [];
  for (const name of listFolder(folder)) {
    const text = readProcText(join(folder, name, 'stat'));
    const stat = text.ok ? parseStat(text.value) : null;
    if (stat === null) continue;
    const schedstat = readProcText(join(folder, name, 'schedstat'));
    times.push({
      tid: Number(name),
      cpuSeconds: schedstat.ok
        ? Number.parseInt(schedstat.value, 10) / 1e9
        : (stat.userTicks + stat.systemTicks) / TICKS_PER_SECOND,
      lastCpu: stat.lastCpu,
    });
  }
  return times;
}

function listFolder(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function countEntries(path: string): Result<number> {
  try {
    return ok(readdirSync(path).length);
  } catch (error) {
    return procFailure(error, path);
  }
}

function numberAfter(text: string, key: string): number | null {
  const match = new RegExp(`^${key}\\s+(\\d+)`, 'm').exec(text);
  return match === null ? null : Number(match[1]);
}
