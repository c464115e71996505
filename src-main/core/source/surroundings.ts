import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

const GO_MS = 10_000;

/** Where Go keeps its own source and what it downloads. */
export interface GoFolders {
  goroot: string | null;
  modCache: string | null;
}

/** As the go command says, else by the environment. `go` null = there is none here. */
export function goFoldersOf(
  go: string | null,
  env: Record<string, string | undefined> = process.env,
): Promise<GoFolders> {
  const gopath = env['GOPATH']?.split(path.delimiter)[0] ?? path.join(os.homedir(), 'go');
  const fallback = {
    goroot: env['GOROOT'] ?? null,
    modCache: env['GOMODCACHE'] ?? path.join(gopath, 'pkg/mod'),
  };
  if (go === null) return Promise.resolve(fallback);
  return new Promise((resolve) => {
    const options = { env: { ...env, GOTOOLCHAIN: 'local' }, timeout: GO_MS };
    execFile(go, ['env', 'GOROOT', 'GOMODCACHE'], options, (error, stdout) => {
      const [goroot = '', modCache = ''] =
        error === null ? stdout.split('\n').map((line) => line.trim()) : [];
      resolve({ goroot: goroot || fallback.goroot, modCache: modCache || fallback.modCache });
    });
  });
}

/**
 * Folders at or above `starts` whose go.mod is that of `module`; null = of any. A program runs in its folder or
 * lies in it, more often than not.
 */
export async function moduleDirs(starts: readonly string[], module: string | null): Promise<string[]> {
  const found = new Set<string>();
  for (const start of starts) {
    for (let dir = path.resolve(start); ; dir = path.dirname(dir)) {
      const name = await moduleOf(path.join(dir, 'go.mod'));
      if (name !== null && (module === null || name === module)) {
        found.add(dir);
        break;
      }
      if (dir === path.dirname(dir)) break;
    }
  }
  return [...found];
}

async function moduleOf(file: string): Promise<string | null> {
  try {
    const text = await fs.readFile(file, 'utf8');
    return /^module\s+"?([^\s"]+)/m.exec(text)?.[1] ?? null;
  } catch {
    return null;
  }
}
