import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buildChanged } from '../../scripts/lib/build.mjs';
import { CORE_ENV, CORE_FLAGS } from '../../scripts/lib/run-core.mjs';
import { firstLine } from './child.js';

/** The built core as our launcher starts it, without a token, in a folder of its own. */
export interface BenchCore {
  get<T>(at: string): Promise<T>;
  post<T>(at: string, body: unknown): Promise<T>;
  end(): Promise<void>;
}

export async function startCore(): Promise<BenchCore> {
  await buildChanged(process.cwd(), { quiet: true });
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'gopherscope-bench-'));
  const flags = ['--headless', '--port', '0', '--no-auth', '--data-dir', dir];
  const child = spawn(process.execPath, [...CORE_FLAGS, 'dist/core/headless.mjs', ...flags], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, ...CORE_ENV },
  });
  const url = /url=(\S+)/.exec(await firstLine(child))?.[1] ?? '';
  const call = async <T>(at: string, init: RequestInit = {}): Promise<T> => {
    const answer = await fetch(`${url}/api/v1${at}`, init);
    if (!answer.ok) throw new Error(`${at}: ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  return {
    get: (at) => call(at),
    post: (at, body) =>
      call(at, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    end: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill();
      await ended;
      fs.rmSync(dir, { recursive: true, force: true });
    },
  };
}
