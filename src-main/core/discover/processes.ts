import { readlink, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { fail, ok } from '../../../shared/base/result.js';
import type { Result } from '../../../shared/base/result.js';
import { readBuildInfo } from './buildinfo.js';
import type { BuildInfo } from './buildinfo.js';
import { listeningSockets, listenersOf, listPids } from './listeners.js';
import { readProcess } from './proc.js';
import type { ProcessReading } from './proc.js';
import { errnoOf, PROC_ROOT, readProcText } from './procfs.js';

/** A running process whose executable was built with Go. */
export interface GoProcess {
  pid: number;
  /** Path it was started from; the file may be gone or replaced. */
  exe: string;
  /** Main module, else the main package; null = the executable says neither. */
  module: string | null;
  goVersion: string;
  /** Module version or revision, see module-info.ts; null = the executable does not say. */
  buildVersion: string | null;
  /** TCP ports it listens on, ascending. */
  ports: number[];
  /** The same with addresses; `0.0.0.0` and `::` mean all of this machine's. */
  listeners: { address: string; port: number }[];
  /** Another user's: what it listens on cannot be seen. */
  hidden: boolean;
  /** What the system says of it; null = it has just ended, or may not be read. */
  reading: ProcessReading | null;
}

/** All Go processes, among how many looked at. */
export interface Discovered {
  looked: number;
  found: GoProcess[];
}

/** An executable of a process with what it says of its build; null = not built with Go. */
export interface Executable {
  path: string;
  info: BuildInfo | null;
}

/** Executables differ far less than processes; the rare machine with more builds reads some again. */
const MAX_CACHED = 2000;
const cache = new Map<string, BuildInfo | null>();

/**
 * All Go processes, without our own; of other users those whose command line names an executable that we may
 * read. Fails with PROC_NOT_FOUND where there is no /proc, PROC_PERMISSION or PROC_UNREADABLE.
 */
export async function discoverGoProcesses(root: string = PROC_ROOT): Promise<Result<Discovered>> {
  const sockets = listeningSockets(root);
  if (!sockets.ok) return sockets;
  const pids = listPids(root);
  if (!pids.ok) return pids;
  const found: GoProcess[] = [];
  for (const pid of pids.value) {
    if (pid === process.pid) continue;
    const own = await readExecutable(pid, root);
    const hidden = !own.ok && own.error.params['errno'] === 'EACCES';
    const exe = hidden ? await namedExecutable(pid, root) : own;
    if (!exe.ok || exe.value.info === null) continue;
    const reading = readProcess(pid, root);
    const listeners = listenersOf(pid, sockets.value, root).map(({ address, port }) => ({ address, port }));
    found.push({
      pid,
      exe: exe.value.path,
      ...describeBuild(exe.value.info),
      ports: [...new Set(listeners.map((one) => one.port))].sort((a, b) => a - b),
      listeners,
      hidden,
      reading: reading.ok ? reading.value : null,
    });
  }
  return ok({ looked: pids.value.length, found });
}

/**
 * The executable of a process, through the kernel's link: it works after the file was deleted or replaced.
 * Fails with EXE_UNREADABLE (ended, a kernel thread, or not ours to read).
 */
export async function readExecutable(pid: number, root: string = PROC_ROOT): Promise<Result<Executable>> {
  const link = join(root, String(pid), 'exe');
  try {
    const shown = await readlink(link);
    const file = await stat(link);
    // The kernel appends this; a file that still has a name may really be called so.
    const path = file.nlink === 0 ? shown.replace(/ \(deleted\)$/, '') : shown;
    const key = [file.dev, file.ino, file.mtimeMs, file.size].join(':');
    const known = cache.get(key);
    if (known !== undefined) return ok({ path, info: known });
    const read = await readBuildInfo(link);
    if (!read.ok && read.error.code !== 'NOT_GO') return read;
    const info = read.ok ? read.value : null;
    if (cache.size >= MAX_CACHED) cache.clear();
    cache.set(key, info);
    return ok({ path, info });
  } catch (error) {
    const errno = errnoOf(error);
    return fail('EXE_UNREADABLE', `the executable of process ${String(pid)} cannot be read: ${errno}`, {
      pid,
      errno,
    });
  }
}

/** Another user's executable, by the path it was started with: anybody may read the command line. */
async function namedExecutable(pid: number, root: string): Promise<Result<Executable>> {
  const line = readProcText(join(root, String(pid), 'cmdline'));
  if (!line.ok) return line;
  const path = line.value.split('\0')[0] ?? '';
  if (!isAbsolute(path))
    return fail('EXE_UNREADABLE', `process ${String(pid)} does not say its path`, { pid });
  const read = await readBuildInfo(path);
  return read.ok ? ok({ path, info: read.value }) : read;
}

/** The build in the words of a target. */
export function describeBuild(info: BuildInfo): Pick<GoProcess, 'module' | 'goVersion' | 'buildVersion'> {
  return { module: info.module ?? info.path, goVersion: info.goVersion, buildVersion: info.buildVersion };
}
