import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { build } from 'esbuild';

/** Bundles a TypeScript program of ours into one file; answers its path. */
export async function bundleChild(entry: string): Promise<string> {
  const outfile = path.resolve('.cache', 'bench', `${path.basename(entry, '.ts')}.mjs`);
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    minifyWhitespace: true,
    minifySyntax: true,
    banner: {
      js: "import { createRequire as __r } from 'node:module'; const require = __r(import.meta.url);",
    },
    logLevel: 'error',
  });
  return outfile;
}

/** Starts a TypeScript program of ours as a process of its own and waits for its first line. */
export async function startChild(
  entry: string,
  args: readonly string[],
  flags: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<{ child: ChildProcess; line: string }> {
  const outfile = await bundleChild(entry);
  const child = spawn(process.execPath, [...flags, outfile, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  return { child, line: await firstLine(child) };
}

export function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const end = text.indexOf('\n');
      if (end >= 0) resolve(text.slice(0, end));
    });
    child.once('exit', (code) => {
      reject(new Error(`ended with ${String(code)} before it was ready`));
    });
  });
}
