import { spawn } from 'node:child_process';
import path from 'node:path';

/**
 * What keeps the core under 100 MB (docs/adr/0005): a small young generation, a heap that grows in small
 * steps, collections of large bodies on request, one malloc arena. Costs about a tenth more CPU.
 */
export const CORE_FLAGS = [
  '--max-semi-space-size=2',
  '--optimize-for-size',
  '--expose-gc',
  '--enable-source-maps',
];
export const CORE_ENV = { MALLOC_ARENA_MAX: '1' };

/** Runs the built core with our standard streams; signals reach it, and its exit code is ours. */
export function runCore(root, args) {
  runChild(process.execPath, [...CORE_FLAGS, path.join(root, 'dist/core/headless.mjs'), ...args], CORE_ENV);
}

/** Becomes a child, as far as streams, signals and the exit code go. */
export function runChild(command, args, env) {
  const child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, ...env } });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal));
  }
  child.once('error', (error) => {
    process.stderr.write(`gopherscope: ${error.message}\n`);
    process.exit(1);
  });
  child.once('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 0)));
}
