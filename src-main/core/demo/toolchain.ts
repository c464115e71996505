import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fail, ok, type Result } from '../../../shared/base/result.js';

/** What the demo shop is written for. */
const LEAST_MINOR = 23;
const VERSION_MS = 20_000;
const EXE = process.platform === 'win32' ? 'go.exe' : 'go';

export interface Toolchain {
  /** Path of the go command. */
  go: string;
  /** As it names itself: `go1.26.8`. */
  version: string;
}

/** Folders where a Go may be, best first: a window opened from a menu has not the PATH of a terminal. */
export function goFolders(env: Record<string, string | undefined>, root = '/'): string[] {
  const inPath = (env['PATH'] ?? '').split(path.delimiter).filter((dir) => path.isAbsolute(dir));
  const goroot = env['GOROOT'] === undefined ? [] : [path.join(env['GOROOT'], 'bin')];
  const usual = ['usr/local/go/bin', 'opt/homebrew/bin', 'usr/local/bin', 'snap/bin', 'usr/lib/go/bin'];
  const home = env['HOME'] === undefined ? [] : [path.join(env['HOME'], 'go', 'bin')];
  const windows = env['ProgramFiles'] === undefined ? [] : [path.join(env['ProgramFiles'], 'Go', 'bin')];
  return [
    ...goroot,
    ...inPath,
    ...usual.map((dir) => path.join(root, dir)),
    ...debianFolders(root),
    ...home,
    ...windows,
  ];
}

/** Debian has one folder a version: the newest first. */
function debianFolders(root: string): string[] {
  const lib = path.join(root, 'usr/lib');
  try {
    const minor = (name: string): number => Number(/^go-1\.(\d+)$/.exec(name)?.[1]);
    return fs
      .readdirSync(lib)
      .filter((name) => /^go-1\.\d+$/.test(name))
      .sort((a, b) => minor(b) - minor(a))
      .map((name) => path.join(lib, name, 'bin'));
  } catch {
    return [];
  }
}

/**
 * The first Go that is new enough. Fails with DEMO_NO_GO, or with DEMO_GO_TOO_OLD where there are only older
 * ones; the message says how to get one.
 */
export async function findToolchain(folders: readonly string[]): Promise<Result<Toolchain>> {
  let old: string | null = null;
  for (const folder of new Set(folders)) {
    const go = path.join(folder, EXE);
    if (!fs.existsSync(go)) continue;
    const version = await versionOf(go);
    if (version === null) continue;
    if (isNewEnough(version)) return ok({ go, version });
    old ??= version;
  }
  const how = 'Install Go 1.23 or later from https://go.dev/dl (on Debian: apt-get install golang-go)';
  return old === null
    ? fail('DEMO_NO_GO', `The demo shop is a Go program and no Go was found here. ${how}.`)
    : fail('DEMO_GO_TOO_OLD', `The demo shop needs Go 1.23 and only ${old} was found. ${how}.`, {
        version: old,
      });
}

function isNewEnough(version: string): boolean {
  const [, major, minor] = /^go(\d+)\.(\d+)/.exec(version) ?? [];
  // A toolchain built from source names itself otherwise, and is a new one.
  return major === undefined || Number(major) > 1 || Number(minor) >= LEAST_MINOR;
}

function versionOf(go: string): Promise<string | null> {
  return new Promise((resolve) => {
    const env = { ...process.env, GOTOOLCHAIN: 'local' };
    execFile(go, ['env', 'GOVERSION'], { env, timeout: VERSION_MS }, (error, stdout) => {
      resolve(error === null && stdout.trim() !== '' ? stdout.trim() : null);
    });
  });
}
