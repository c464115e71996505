import crypto from 'node:crypto';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { writeAll, type Fs } from './fs.js';

/** Virus scanners and indexers of Windows hold a file for a moment: renames wait for them, ms, then fail. */
const RENAME_WAITS_MS = [20, 40, 80, 160];
const HELD = new Set(['EBUSY', 'EPERM', 'EACCES']);

type Pause = (ms: number) => Promise<unknown>;

/**
 * Puts bytes in the place of a file so that a power cut leaves the old or the new one: temporary file, every
 * byte, fsync, rename, fsync of the folder. Resolves once they are on the disk for good; on a failure before
 * the rename nothing has changed. The temporary file is `.<name>.<random>.tmp` beside it.
 */
export async function replaceFile(
  fs: Fs,
  file: string,
  bytes: Uint8Array,
  { pause = setTimeout, beforeRename }: { pause?: Pause; beforeRename?: () => Promise<void> } = {},
): Promise<void> {
  const dir = path.dirname(file);
  const unique = crypto.randomBytes(6).toString('hex');
  const temporary = path.join(dir, `.${path.basename(file)}.${unique}.tmp`);
  try {
    const handle = await fs.create(temporary);
    try {
      await writeAll(handle, bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await beforeRename?.();
    await renameHeld(fs, temporary, file, pause);
  } catch (error) {
    await fs.remove(temporary).catch(() => undefined);
    throw error;
  }
  await fs.syncDir(dir);
}

/** A rename that waits a little for whoever holds one of the files. */
export async function renameHeld(fs: Fs, from: string, to: string, pause: Pause = setTimeout): Promise<void> {
  for (const wait of RENAME_WAITS_MS) {
    try {
      await fs.rename(from, to);
      return;
    } catch (error) {
      if (!HELD.has(codeOf(error))) throw error;
    }
    await pause(wait);
  }
  await fs.rename(from, to);
}

export const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? '';
