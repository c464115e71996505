import { spawn } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fail, ok, type Result } from '../../../shared/base/result.js';
import { tailOf } from './tail.js';
import type { Toolchain } from './toolchain.js';

/** The first build on a slow machine compiles the standard library. */
const BUILD_MS = 5 * 60_000;
const EXE = process.platform === 'win32' ? '.exe' : '';

export interface Programs {
  shop: string;
  load: string;
}

export interface BuildFailure {
  code: string;
  params: Record<string, string | number>;
  message: string;
  /** Last lines of what the compiler said. */
  output: string;
}

/** The two programs below the folder of our Go sources, each in the module it belongs to. */
const PARTS = [
  { module: '_example/ecommerce', pack: '.', sources: '_example/ecommerce', name: 'ecommerce' },
  { module: '.', pack: './cmd/loadgen', sources: 'cmd/loadgen', name: 'loadgen' },
] as const;

/** Whether the sources are there: a package may come without them. */
export function findSources(folder: string | null): Result<string> {
  if (folder !== null && PARTS.every(({ sources }) => fs.existsSync(path.join(folder, sources))))
    return ok(folder);
  return fail('DEMO_NO_SOURCES', 'This copy of Gopherscope came without the Go sources of the demo shop.');
}

/**
 * Shop and load generator, built into a folder that is named by what they are made of: built before, they are
 * taken as they are. Fails with DEMO_BUILD_FAILED and what the compiler said.
 */
export async function buildPrograms(
  { go, version }: Toolchain,
  sources: string,
  cacheDir: string,
  signal: AbortSignal,
): Promise<Result<Programs, BuildFailure>> {
  const folder = path.join(cacheDir, hashOf(sources, version));
  const programs: Programs = {
    shop: path.join(folder, `ecommerce${EXE}`),
    load: path.join(folder, `loadgen${EXE}`),
  };
  if (fs.existsSync(programs.shop) && fs.existsSync(programs.load)) return ok(programs);
  let making: string;
  try {
    fs.rmSync(cacheDir, { recursive: true, force: true });
    fs.mkdirSync(cacheDir, { recursive: true });
    making = fs.mkdtempSync(path.join(cacheDir, 'making-'));
  } catch (error) {
    return { ok: false, error: failed(`${cacheDir} cannot be written`, String(error)) };
  }
  for (const { module, pack, name } of PARTS) {
    const built = await compile(go, pack, path.join(sources, module), path.join(making, name + EXE), signal);
    if (!built.ok) return built;
  }
  fs.renameSync(making, folder);
  return ok(programs);
}

function compile(
  go: string,
  pack: string,
  cwd: string,
  out: string,
  signal: AbortSignal,
): Promise<Result<null, BuildFailure>> {
  return new Promise((resolve) => {
    // Nothing is fetched and nothing of the user's own settings of Go changes what is built.
    const env = { ...process.env, GOTOOLCHAIN: 'local', GOFLAGS: '', GOWORK: 'off', CGO_ENABLED: '0' };
    const child = spawn(go, ['build', '-buildvcs=false', '-o', out, pack], {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      signal,
      timeout: BUILD_MS,
      killSignal: 'SIGKILL',
    });
    const output = tailOf(child);
    child.once('error', (error) => {
      const failure = { ok: false as const, error: failed('go build did not run', String(error)) };
      // One that was killed is waited for, not what it had started: that holds its streams open.
      if (child.pid === undefined) resolve(failure);
      else
        child.once('exit', () => {
          resolve(failure);
        });
    });
    child.once('close', (code) => {
      resolve(
        code === 0 ? ok(null) : { ok: false, error: failed(`go build ended with ${String(code)}`, output()) },
      );
    });
  });
}

const failed = (what: string, output: string): BuildFailure => ({
  code: 'DEMO_BUILD_FAILED',
  params: { what },
  message: `The demo shop could not be built: ${what}.`,
  output,
});

/** Changes when a source or the compiler does: the shop is made of the library too. */
function hashOf(sources: string, version: string): string {
  const hash = crypto.createHash('sha256').update(version);
  const files = fs.readdirSync(sources, { recursive: true, encoding: 'utf8' });
  for (const file of files.sort()) {
    if (/\.go$|(?:^|[/\\])go\.(?:mod|sum)$/.test(file) && !file.endsWith('_test.go'))
      hash
        .update(file)
        .update('\0')
        .update(fs.readFileSync(path.join(sources, file)));
  }
  return hash.digest('hex').slice(0, 16);
}
