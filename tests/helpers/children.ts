import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** A process that a test started. All of them end with the test file, whatever happened. */
export interface Child {
  pid: number;
  stdout(): string;
  stderr(): string;
  /** Resolves with its end. */
  exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  signal(name: NodeJS.Signals): void;
  /** kill -9; resolves when it is gone. */
  kill(): Promise<void>;
}

const children = new Set<ChildProcess>();
const folders = new Set<string>();

const killAll = (): void => {
  for (const child of children) {
    child.kill('SIGCONT');
    child.kill('SIGKILL');
  }
};
process.on('exit', killAll);

export interface StartOptions {
  env?: Record<string, string>;
  cwd?: string;
}

export function start(command: string, args: readonly string[], options: StartOptions = {}): Child {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
  });
  children.add(child);
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString('utf8')));
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve, reject) => {
    child.once('error', reject);
    // `close` comes when the pipes are read to their end too.
    child.once('close', (code, signal) => {
      children.delete(child);
      resolve({ code, signal });
    });
  });
  exited.catch(() => undefined);
  return {
    pid: child.pid ?? -1,
    stdout: () => out,
    stderr: () => err,
    exited,
    signal: (name) => {
      child.kill(name);
    },
    kill: async () => {
      child.kill('SIGCONT');
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** The first line on standard output that matches; fails with what the process said when it ends before. */
export async function lineOf(child: Child, pattern: RegExp, withinMs = 20_000): Promise<RegExpExecArray> {
  let ended = false;
  void child.exited.finally(() => (ended = true));
  return until(
    `a line ${String(pattern)} of process ${child.pid}`,
    () => {
      const match = pattern.exec(child.stdout());
      if (match === null && ended) throw new Error(`it ended: ${child.stdout()}${child.stderr()}`);
      return match;
    },
    { withinMs, everyMs: 20 },
  );
}

/** A folder of the test's own, removed with it. */
export function tempDir(): string {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'gopherscope-it-'));
  folders.add(dir);
  return dir;
}

/** For afterAll: ends what still runs and removes the folders. */
export async function cleanUp(): Promise<void> {
  const ends = [...children].map((child) => new Promise((resolve) => child.once('close', resolve)));
  killAll();
  await Promise.all(ends);
  for (const dir of folders) fs.rmSync(dir, { recursive: true, force: true });
  folders.clear();
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Asks again and again until there is an answer that is neither null, undefined nor false. */
export async function until<T>(
  what: string,
  ask: () => T | Promise<T>,
  { withinMs = 10_000, everyMs = 100 }: { withinMs?: number; everyMs?: number } = {},
): Promise<NonNullable<Exclude<T, false>>> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== null && answer !== undefined && answer !== false)
      return answer as NonNullable<Exclude<T, false>>;
    if (performance.now() > deadline) throw new Error(`no ${what} within ${withinMs / 1000} s`);
    await sleep(everyMs);
  }
}
