import { setTimeout } from 'node:timers/promises';
import type { Fs } from '../docstore/fs.js';
import { replaceFile } from '../docstore/replace.js';
import { realPath, SETTLE_MS } from './watch.js';

/** How often a file that goes on changing is looked at before it is taken as it stands. */
const MAX_LOOKS = 20;

/** What stands in a file; null = there is none. */
export type Contents = Uint8Array | null;

/**
 * Reads a file that others write as well. One that is not as it was known (undefined = not read before) is read
 * again until it stands still: an editor that empties it and writes it anew would be met in between.
 */
export async function readSettled(fs: Fs, file: string, known: Contents | undefined): Promise<Contents> {
  let bytes = await fs.read(file);
  if (known === undefined ? bytes?.length !== 0 : isSame(bytes, known)) return bytes;
  for (let look = 0; look < MAX_LOOKS; look++) {
    await setTimeout(SETTLE_MS);
    const again = await fs.read(file);
    if (isSame(again, bytes)) break;
    bytes = again;
  }
  return bytes;
}

/**
 * Puts bytes in the place of what was read. False, with nothing changed, where something else stands there by now;
 * only what is written between that last look and the rename, some microseconds, would be lost.
 */
export async function replaceUnchanged(
  fs: Fs,
  file: string,
  read: Contents,
  next: Uint8Array,
): Promise<boolean> {
  const changed = new Error('changed meanwhile');
  try {
    await replaceFile(fs, realPath(file), next, {
      beforeRename: async () => {
        if (!isSame(await fs.read(file), read)) throw changed;
      },
    });
    return true;
  } catch (error) {
    if (error === changed) return false;
    throw error;
  }
}

const isSame = (a: Contents, b: Contents): boolean =>
  a === null || b === null ? a === b : Buffer.compare(a, b) === 0;
