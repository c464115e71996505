// Runs a TypeScript program: node scripts/run-ts.mjs FILE ARGS…
// Bundled with esbuild into .cache/ (packages stay outside), then run in a child with the same stdio.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const [entry, ...args] = process.argv.slice(2);
if (entry === undefined) {
  console.error('usage: node scripts/run-ts.mjs FILE ARGS…');
  process.exit(2);
}
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = resolve(entry);
// One file an entry and process: two runs at once must not overwrite each other's program.
const name = `${basename(source, '.ts')}-${createHash('sha256').update(source).digest('hex').slice(0, 8)}-${process.pid}.mjs`;
const outfile = join(root, '.cache', 'run-ts', name);

await build({
  entryPoints: [source],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  packages: 'external',
  sourcemap: 'inline',
  logLevel: 'error',
});

const { rm } = await import('node:fs/promises');
const child = spawn(process.execPath, ['--enable-source-maps', outfile, ...args], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', async (code, signal) => {
  await rm(outfile, { force: true });
  process.exitCode = code ?? (signal === null ? 1 : 128);
});
