import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const OUT = path.resolve('.cache', 'bench', 'go');

/** Builds a Go program of ours; `dir` is its module's folder. Returns the executable. */
export function buildGo(name: string, dir: string, pack: string, ...flags: string[]): string {
  fs.mkdirSync(OUT, { recursive: true });
  const exe = path.join(OUT, name);
  execFileSync('go', ['build', '-buildvcs=false', ...flags, '-o', exe, pack], { cwd: dir });
  return exe;
}

/** A process that ends with us, and its CPU so far. */
export class Running {
  readonly child: ChildProcess;
  constructor(command: string, args: readonly string[] = []) {
    this.child = spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'] });
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** CPU of all its threads by the scheduler's own count, ms. */
  cpuMs(): number {
    const tasks = `/proc/${this.pid.toString()}/task`;
    const ns = fs
      .readdirSync(tasks)
      .map((tid) => Number.parseInt(fs.readFileSync(`${tasks}/${tid}/schedstat`, 'latin1'), 10));
    return ns.reduce((sum, one) => sum + one, 0) / 1e6;
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGKILL');
    await ended;
  }
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
