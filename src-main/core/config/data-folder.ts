import crypto from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Where a user's data lives when --data-dir does not say. */
export function defaultDataDir(
  platform: NodeJS.Platform = process.platform,
  env: Record<string, string | undefined> = process.env,
  home: string = os.homedir(),
): string {
  if (platform === 'win32')
    return path.join(env['LOCALAPPDATA'] ?? path.join(home, 'AppData', 'Local'), 'Gopherscope');
  if (platform === 'darwin') return path.join(home, 'Library', 'Application Support', 'Gopherscope');
  return path.join(env['XDG_DATA_HOME'] ?? path.join(home, '.local', 'share'), 'gopherscope');
}

export interface DataFolder {
  /** With every link resolved. */
  path: string;
  /** False where nothing can be written: the core then lives in memory and says so. */
  writable: boolean;
}

/** Makes the folder, for the user alone. Throws where it neither exists nor can be made. */
export function openDataFolder(dir: string): DataFolder {
  const absolute = path.resolve(dir);
  if (!fs.existsSync(absolute)) fs.mkdirSync(absolute, { recursive: true, mode: 0o700 });
  const real = fs.realpathSync(absolute);
  if (!fs.statSync(real).isDirectory()) throw new Error(`${real} is not a folder`);
  try {
    fs.accessSync(real, fs.constants.W_OK);
    return { path: real, writable: true };
  } catch {
    return { path: real, writable: false };
  }
}

/** The API token kept in `<data>/token`, made once: 256 random bits, readable by the user alone. */
export function loadToken(folder: DataFolder): string {
  const file = path.join(folder.path, 'token');
  try {
    const kept = fs.readFileSync(file, 'utf8').trim();
    if (kept.length >= 32) return kept;
  } catch {
    // None yet, or unreadable: a new one is made below.
  }
  const token = crypto.randomBytes(32).toString('base64url');
  if (folder.writable) {
    const temporary = `${file}.${crypto.randomBytes(4).toString('hex')}`;
    fs.writeFileSync(temporary, `${token}\n`, { mode: 0o600, flag: 'wx' });
    fs.renameSync(temporary, file);
  }
  return token;
}
