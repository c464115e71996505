import { spawn, type ChildProcess } from 'node:child_process';
import { LibraryError } from './errors.js';

const START_MS = 15_000;

interface Viewer {
  child: ChildProcess;
  /** null = it did not say. */
  url: string | null;
}

/** Viewers of execution traces that were started: `go tool trace`, gone with the core. */
export class TraceTools {
  private readonly findGo: () => Promise<string | null>;
  /** By file, from the moment one is asked for: asked twice at once, one is started. */
  private readonly viewers = new Map<string, Promise<Viewer>>();
  private readonly children = new Set<ChildProcess>();

  constructor(findGo: () => Promise<string | null>) {
    this.findGo = findGo;
  }

  /** Starts the viewer on a file, or answers the one that runs. Throws TRACE_TOOL with the reason it cannot be. */
  async open(file: string): Promise<{ command: string; pid: number; url: string | null }> {
    const go = await this.findGo();
    if (go === null)
      throw refusal('No Go was found on this machine; “go tool trace” comes with it (https://go.dev/dl).');
    let viewer = this.viewers.get(file);
    if (viewer === undefined) {
      viewer = this.start(go, file);
      this.viewers.set(file, viewer);
    }
    const { child, url } = await viewer;
    return { command: `go tool trace ${file}`, pid: child.pid ?? 0, url };
  }

  close(): void {
    for (const child of this.children) end(child);
  }

  private start(go: string, file: string): Promise<Viewer> {
    // A group of its own: go runs the viewer as a child, which must end with it.
    const child = spawn(go, ['tool', 'trace', '-http=127.0.0.1:0', file], {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
      env: { ...process.env, GOTOOLCHAIN: 'local' },
    });
    this.children.add(child);
    return new Promise((resolve, reject) => {
      let said = '';
      const timer = setTimeout(() => {
        keep(null);
      }, START_MS);
      const keep = (url: string | null): void => {
        clearTimeout(timer);
        resolve({ child, url });
      };
      const listen = (chunk: Buffer): void => {
        said = (said + chunk.toString('utf8')).slice(-2000);
        const url = /https?:\/\/[\w.[\]:-]+:\d+/.exec(said)?.[0];
        if (url !== undefined) keep(url);
      };
      child.stdout.on('data', listen);
      child.stderr.on('data', listen);
      child.once('error', (error) => {
        clearTimeout(timer);
        this.forget(file, child);
        reject(refusal(`“go tool trace” could not be started: ${error.message}.`));
      });
      child.once('exit', (code) => {
        clearTimeout(timer);
        this.forget(file, child);
        const last = said.trim().split('\n').at(-1) ?? '';
        reject(refusal(`“go tool trace” ended with ${String(code)}: ${last}`));
      });
    });
  }

  private forget(file: string, child: ChildProcess): void {
    this.viewers.delete(file);
    this.children.delete(child);
  }
}

function end(child: ChildProcess): void {
  try {
    if (child.pid !== undefined && process.platform !== 'win32') process.kill(-child.pid, 'SIGKILL');
    else child.kill();
  } catch {
    // It has ended.
  }
}

const refusal = (message: string): LibraryError =>
  new LibraryError({ code: 'TRACE_TOOL', message, params: {} });
