import { readdirSync, readlinkSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { fail, ok } from '../../../shared/base/result.js';
import type { Result } from '../../../shared/base/result.js';
import { canonicalAddress, isWildcard, parseListeners } from './net-table.js';
import type { ListeningSocket } from './net-table.js';
import { readProcess } from './proc.js';
import { PROC_ROOT, procFailure, readProcText } from './procfs.js';

/** A TCP port that a process listens on. `address` is canonical; `0.0.0.0` and `::` mean all addresses. */
export interface Listener {
  pid: number;
  address: string;
  port: number;
}

/**
 * All listening TCP sockets of our network namespace, by inode.
 * Fails with PROC_NOT_FOUND where there is no /proc, PROC_PERMISSION or PROC_UNREADABLE.
 */
export function listeningSockets(root: string = PROC_ROOT): Result<Map<string, ListeningSocket>> {
  const v4 = readProcText(join(root, 'net', 'tcp'));
  if (!v4.ok) return v4;
  // Without IPv6 in the kernel there is no such file.
  const v6 = readProcText(join(root, 'net', 'tcp6'));
  const sockets = [...parseListeners(v4.value), ...(v6.ok ? parseListeners(v6.value) : [])];
  return ok(new Map(sockets.map((socket) => [socket.inode, socket])));
}

/** Pids of all processes. Fails as listeningSockets does. */
export function listPids(root: string = PROC_ROOT): Result<number[]> {
  try {
    return ok(
      readdirSync(root)
        .filter((name) => /^\d+$/.test(name))
        .map(Number),
    );
  } catch (error) {
    return procFailure(error, root);
  }
}

/** Which of the sockets this process holds; none where we may not look (another user's process). */
export function listenersOf(
  pid: number,
  sockets: Map<string, ListeningSocket>,
  root: string = PROC_ROOT,
): Listener[] {
  const held = new Map<string, Listener>();
  const folder = join(root, String(pid), 'fd');
  for (const fd of entries(folder)) {
    const inode = /^socket:\[(\d+)\]$/.exec(link(join(folder, fd)))?.[1];
    const socket = inode === undefined ? undefined : sockets.get(inode);
    if (socket !== undefined) held.set(socket.inode, { pid, address: socket.address, port: socket.port });
  }
  return [...held.values()];
}

/** Every listening socket with each process that holds it. Fails as listeningSockets does. */
export async function listListeners(root: string = PROC_ROOT): Promise<Result<Listener[]>> {
  const sockets = listeningSockets(root);
  if (!sockets.ok) return sockets;
  const pids = listPids(root);
  if (!pids.ok) return pids;
  const found: Listener[] = [];
  for (const pid of pids.value) {
    found.push(...listenersOf(pid, sockets.value, root));
    // A busy server has thousands of descriptors: let scrapes run between processes.
    await setImmediate();
  }
  return ok(found);
}

/**
 * The process that listens at an address of this machine (`127.0.0.1`, `::1`, `localhost`, an interface's).
 * Where several hold the socket, as after a hand-over from a supervisor, the youngest is the one that serves.
 * Fails with NOT_LOCAL, NO_LISTENER, PROC_PERMISSION (another user's process), or as listeningSockets does.
 */
export async function findListenerPid(
  address: string,
  port: number,
  {
    root = PROC_ROOT,
    localAddresses = ownAddresses(),
  }: { root?: string; localAddresses?: readonly string[] } = {},
): Promise<Result<number>> {
  const wanted = address === 'localhost' ? ['127.0.0.1', '::1'] : [canonicalAddress(address)];
  if (!wanted.some((one) => one.startsWith('127.') || one === '::1' || localAddresses.includes(one))) {
    return fail('NOT_LOCAL', `${address} is not an address of this machine`, { address });
  }
  const sockets = listeningSockets(root);
  if (!sockets.ok) return sockets;
  const onPort = [...sockets.value.values()].filter((socket) => socket.port === port);
  // The kernel hands a connection to the socket with the most exact address.
  const exact = onPort.filter((socket) => wanted.includes(socket.address));
  const matching = exact.length > 0 ? exact : onPort.filter((socket) => isWildcard(socket.address));
  if (matching.length === 0) {
    return fail('NO_LISTENER', `nothing listens at ${address} port ${String(port)}`, { address, port });
  }
  const pids = listPids(root);
  if (!pids.ok) return pids;
  const candidates = new Map(matching.map((socket) => [socket.inode, socket]));
  let best: { pid: number; startTicks: number } | null = null;
  for (const pid of pids.value) {
    if (listenersOf(pid, candidates, root).length > 0) {
      const reading = readProcess(pid, root);
      const startTicks = reading.ok ? reading.value.startTicks : 0;
      if (best === null || startTicks >= best.startTicks) best = { pid, startTicks };
    }
    await setImmediate();
  }
  if (best !== null) return ok(best.pid);
  return fail('PROC_PERMISSION', `the process at port ${String(port)} belongs to another user`, { port });
}

function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((all) =>
    (all ?? []).map((one) => canonicalAddress(one.address)),
  );
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Empty where the descriptor has just been closed. */
function link(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
