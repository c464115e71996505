import { spawn } from 'node:child_process';
import path from 'node:path';

/** A small young generation keeps the core under 100 MB; collections are a little more frequent. */
export const CORE_FLAGS = ['--max-semi-space-size=2', '--enable-source-maps'];

/** Runs the built core with our standard streams; signals reach it, and its exit code is ours. */
export function runCore(root, args) {
  const child = spawn(process.execPath, [...CORE_FLAGS, path.join(root, 'dist/core/headless.mjs'), ...args], {
    stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal));
  }
  child.once('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 0)));
}
