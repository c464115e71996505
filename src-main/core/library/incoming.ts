import crypto from 'node:crypto';
import path from 'node:path';
import { fail, ok, type Result } from '../../../shared/base/result.js';
import { writeAll, type Fs } from '../docstore/fs.js';
import { notKept } from './errors.js';
import { endingOf } from './names.js';

/** Bytes that have arrived: on the disk for good, under a name that the next start sweeps away. */
export interface Arrived {
  temporary: string;
  /** Hash of the bytes, 32 hex digits. */
  id: string;
  /** The name they are kept under. */
  file: string;
  bytes: number;
}

const HEAD = 32;
export const isTemporary = (name: string): boolean => /^\.incoming-[0-9a-f]+\.tmp$/.test(name);

/**
 * Writes a body as it comes, a chunk at a time. What the body itself throws goes through; a full disk and the
 * like are failures: DISK_FULL, NOT_WRITTEN, PROFILE_FILE_TOO_LARGE, PROFILE_EMPTY. Whatever happens, nothing half is left.
 */
export async function receive(
  fs: Fs,
  dir: string,
  body: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<Result<Arrived>> {
  const temporary = path.join(dir, `.incoming-${crypto.randomBytes(8).toString('hex')}.tmp`);
  const hash = crypto.createHash('sha256');
  let head = Buffer.alloc(0);
  let bytes = 0;
  let isDone = false;
  try {
    const handle = await tryTo(dir, () => fs.create(temporary));
    if (!handle.ok) return handle;
    try {
      for await (const chunk of body) {
        bytes += chunk.length;
        if (bytes > maxBytes) return tooLarge(maxBytes);
        if (head.length < HEAD) head = Buffer.concat([head, chunk.subarray(0, HEAD)]);
        hash.update(chunk);
        const written = await tryTo(dir, () => writeAll(handle.value, chunk));
        if (!written.ok) return written;
      }
      if (bytes === 0) return fail('PROFILE_EMPTY', 'The file is empty.');
      const synced = await tryTo(dir, () => handle.value.sync());
      if (!synced.ok) return synced;
      isDone = true;
    } finally {
      await handle.value.close();
    }
  } finally {
    if (!isDone) await fs.remove(temporary).catch(() => undefined);
  }
  const id = hash.digest('hex').slice(0, 32);
  return ok({ temporary, id, file: `${id}.${endingOf(head)}`, bytes });
}

export async function tryTo<T>(dir: string, work: () => Promise<T>): Promise<Result<T>> {
  try {
    return ok(await work());
  } catch (error) {
    return { ok: false, error: notKept(error, dir) };
  }
}

const tooLarge = (limit: number): Result<never> => {
  const mib = Math.round(limit / (1024 * 1024));
  return fail('PROFILE_FILE_TOO_LARGE', `The file is larger than the ${mib.toString()} MiB that are taken.`, {
    limit: mib,
  });
};
