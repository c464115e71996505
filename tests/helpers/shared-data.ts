import fs from 'node:fs';
import path from 'node:path';

/** Recorded answers and hostile files; larger than a repository should carry, so not everybody has them. */
const ROOT = process.env['GOPHERSCOPE_DATA'] ?? '/work/shared/data';

/** A file's bytes, or null with the reason to skip. */
export function sharedData(relative: string): Buffer | null {
  const file = path.join(ROOT, relative);
  return fs.existsSync(file) ? fs.readFileSync(file) : null;
}

/** Names and bytes of the files of a folder; empty when it is not here. */
export function sharedFolder(relative: string): [name: string, bytes: Buffer][] {
  const dir = path.join(ROOT, relative);
  if (!fs.existsSync(dir)) return [];
  return fs.readdirSync(dir).map((name) => [name, fs.readFileSync(path.join(dir, name))]);
}

export const WHY_SKIPPED = `${ROOT} is not here`;
