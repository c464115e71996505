import fs from 'node:fs';
import { fail, ok, type Result } from '../../../../shared/base/result.js';
import { findListenerPid } from '../../discover/listeners.js';
import { readHostCpu, readProcess, type ProcessReading } from '../../discover/proc.js';
import { describeBuild, readExecutable } from '../../discover/processes.js';
import type { CanonicalName } from '../names.js';
import { emptyReading, point, type Identity, type Reading } from '../reading.js';
import type { Poller } from './poller.js';

/** What the system says of a local process. */
export const PROCESS_NAMES: readonly CanonicalName[] = [
  'process_cpu_seconds_total',
  'process_cpu_time_seconds_total',
  'process_cpu_core_ratio',
  'process_resident_memory_bytes',
  'process_threads',
  'process_open_fds',
  'process_start_time_seconds',
  'system_cpu_time_seconds_total',
  'system_cpu_logical_count',
];

export interface LocalProcess {
  pid: number;
  /** With the pid it is the process, whatever the clock does. */
  startTicks: number;
  identity: Identity;
}

/** The process that listens at a URL's port on this machine, with what its executable says. */
export async function inspectProcess(url: URL): Promise<Result<LocalProcess>> {
  const pid = await findListenerPid(url.hostname.replace(/^\[|\]$/g, ''), portOf(url));
  if (!pid.ok) return pid;
  const reading = readProcess(pid.value);
  if (!reading.ok) return reading;
  const { startTicks, startTimeMs } = reading.value;
  return ok({
    pid: pid.value,
    startTicks,
    identity: { pid: pid.value, startTimeMs, ...(await buildOf(pid.value)) },
  });
}

const portOf = (url: URL): number => Number(url.port || (url.protocol === 'https:' ? 443 : 80));

async function buildOf(pid: number): Promise<Identity> {
  const exe = await readExecutable(pid);
  if (!exe.ok || exe.value.info === null) return {};
  const { goVersion, module, buildVersion } = describeBuild(exe.value.info);
  const program = programName(exe.value.info.path) ?? programName(module);
  return {
    goVersion,
    ...(module === null ? {} : { module }),
    ...(buildVersion === null ? {} : { buildVersion }),
    ...(program === null ? {} : { program }),
  };
}

/** Last part of an import path that names the program: not a major version, not what `go run file.go` makes. */
function programName(path: string | null): string | null {
  if (path === null || path === 'command-line-arguments') return null;
  return (
    path
      .split('/')
      .filter((part) => !/^v\d+$/.test(part))
      .at(-1) ?? null
  );
}

interface Before {
  atMs: number;
  threads: Map<number, number>;
  cpuSeconds: number;
}

/**
 * The local process that listens at the target's address: CPU total, by mode and by core, RSS, threads, open
 * files, read from /proc at no cost to the app. A core's share is each thread's CPU since the poll before,
 * given to the core it last ran on: an estimate, since a thread may have moved in between.
 */
export function processPoller(url: URL): Poller {
  let local: LocalProcess | null = null;
  let before: Before | null = null;

  return {
    async poll() {
      if (process.platform !== 'linux') {
        return fail(
          'PROCESS_NOT_READABLE',
          `The process cannot be read on ${process.platform}; only Linux is supported.`,
        );
      }
      const started = performance.now();
      let reading = local === null ? null : readProcess(local.pid);
      if (local === null || reading?.ok !== true || reading.value.startTicks !== local.startTicks) {
        // Gone, or its number was given to another: look who listens now.
        before = null;
        const found = await inspectProcess(url);
        if (!found.ok) {
          local = null;
          return found;
        }
        local = found.value;
        reading = readProcess(local.pid);
        if (!reading.ok) return reading;
      }
      const now: Before = {
        atMs: performance.now(),
        threads: new Map(reading.value.threadTimes.map(({ tid, cpuSeconds }) => [tid, cpuSeconds])),
        cpuSeconds: reading.value.userSeconds + reading.value.systemSeconds,
      };
      const points = toReading(reading.value, before, now).points;
      const ratio =
        before === null ? 0 : (now.cpuSeconds - before.cpuSeconds) / ((now.atMs - before.atMs) / 1000);
      before = now;
      return ok({
        answerMs: performance.now() - started,
        bytes: 0,
        identity: local.identity,
        facts: { cpu: { usedMs: threadMs(reading.value), ratio } },
        write: (writer, tMs) => {
          writer.writePoints(points, tMs);
          return ok(null);
        },
      });
    },
    restarted: () => undefined,
    readCpuMs: () => (local === null ? null : cpuMs(local.pid)),
  };
}

function toReading(now: ProcessReading, before: Before | null, at: Before): Reading {
  const reading = emptyReading();
  const add = (name: CanonicalName, value: number, labels?: Record<string, string>): void => {
    reading.points.push(point(name, value, labels));
  };
  add('process_cpu_seconds_total', at.cpuSeconds);
  add('process_cpu_time_seconds_total', now.userSeconds, { cpu_mode: 'user' });
  add('process_cpu_time_seconds_total', now.systemSeconds, { cpu_mode: 'system' });
  add('process_resident_memory_bytes', now.rssBytes);
  add('process_threads', now.threads);
  if (now.openFds !== null) add('process_open_fds', now.openFds);
  add('process_start_time_seconds', now.startTimeMs / 1000);
  const host = readHostCpu();
  if (!host.ok) return reading;
  add('system_cpu_logical_count', host.value.length);
  const shares = before === null ? null : coreShares(now, before, at.atMs - before.atMs);
  for (const core of host.value) {
    const cpu = core.cpu.toString();
    for (const state of ['user', 'nice', 'system', 'idle', 'iowait', 'irq', 'softirq', 'steal'] as const) {
      add('system_cpu_time_seconds_total', core[state], { cpu, state });
    }
    if (shares !== null) add('process_cpu_core_ratio', shares.get(core.cpu) ?? 0, { core: cpu });
  }
  return reading;
}

function coreShares(now: ProcessReading, before: Before, elapsedMs: number): Map<number, number> {
  const shares = new Map<number, number>();
  for (const { tid, cpuSeconds, lastCpu } of now.threadTimes) {
    const used = cpuSeconds - (before.threads.get(tid) ?? 0);
    shares.set(lastCpu, (shares.get(lastCpu) ?? 0) + used / (elapsedMs / 1000));
  }
  return shares;
}

const threadMs = (reading: ProcessReading): number =>
  reading.threadTimes.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0) * 1000;

/** CPU of all threads by the scheduler's own count in ns: user and system in /proc/PID/stat step by 10 ms. */
function cpuMs(pid: number): number | null {
  try {
    let total = 0;
    for (const tid of fs.readdirSync(`/proc/${pid.toString()}/task`)) {
      total += Number.parseInt(
        fs.readFileSync(`/proc/${pid.toString()}/task/${tid}/schedstat`, 'latin1'),
        10,
      );
    }
    return total / 1e6;
  } catch {
    return null;
  }
}
