import fs from 'node:fs';
import { pipeline } from 'node:stream';
import zlib from 'node:zlib';
import type { ProfileLimits } from '../../../shared/model/profile-work.js';
import { ProfileRefused } from '../profile/model/profile.js';

const CHUNK = 256 * 1024;

export interface Reading {
  /** Size of the file and how much of it has been read, bytes. */
  size: number;
  read(): number;
  inflated(): number;
  /** The bytes inside: inflated when the file begins as gzip does, else as they are. */
  chunks: AsyncIterable<Uint8Array>;
}

/**
 * Reads a file, one layer of gzip taken off. Several members are one stream; what follows the last one, zeros
 * included, or a cut is refused, as Go's reader does. Throws a {@link ProfileRefused}: PROFILE_FILE_TOO_LARGE,
 * PROFILE_INFLATES_TOO_LARGE, BAD_GZIP, FILE_UNREADABLE.
 */
export async function readProfileFile(
  path: string,
  limits: ProfileLimits,
  signal: AbortSignal,
): Promise<Reading> {
  const { size, isGzip } = await lookAt(path);
  if (size > limits.wireBytes) throw tooLarge('PROFILE_FILE_TOO_LARGE', 'The file is', limits.wireBytes);
  let inflated = 0;
  const file = fs.createReadStream(path, { highWaterMark: CHUNK });
  const gunzip = isGzip ? zlib.createGunzip({ chunkSize: CHUNK }) : null;
  async function* chunks(): AsyncGenerator<Uint8Array> {
    try {
      const stream = gunzip === null ? file : pipeline(file, gunzip, () => undefined);
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        signal.throwIfAborted();
        inflated += chunk.length;
        if (inflated > limits.inflatedBytes)
          throw tooLarge('PROFILE_INFLATES_TOO_LARGE', 'Inflated, the file is', limits.inflatedBytes);
        yield chunk;
      }
    } catch (error) {
      throw explain(error, path);
    } finally {
      file.destroy();
      gunzip?.destroy();
    }
    // Node lets zeros follow the last member; Go does not.
    if (gunzip !== null && gunzip.bytesWritten < size)
      throw new ProfileRefused('BAD_GZIP', 'Something that is no gzip follows the compressed profile.', {
        detail: 'trailing bytes',
      });
  }
  return { size, read: () => file.bytesRead, inflated: () => inflated, chunks: chunks() };
}

async function lookAt(path: string): Promise<{ size: number; isGzip: boolean }> {
  try {
    const handle = await fs.promises.open(path, 'r');
    try {
      const stat = await handle.stat();
      if (!stat.isFile()) throw new Error('it is no file');
      const head = Buffer.alloc(2);
      await handle.read(head, 0, 2, 0);
      return { size: stat.size, isGzip: head[0] === 0x1f && head[1] === 0x8b };
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw explain(error, path);
  }
}

function explain(error: unknown, path: string): unknown {
  if (error instanceof ProfileRefused) return error;
  const { code = '', name, message } = error as NodeJS.ErrnoException;
  if (name === 'AbortError') return error;
  if (code.startsWith('Z_'))
    return new ProfileRefused('BAD_GZIP', `The file begins as gzip but cannot be inflated: ${message}.`, {
      detail: message,
    });
  return new ProfileRefused('FILE_UNREADABLE', `${path} cannot be read: ${code || message}.`, {
    path,
    detail: code || message,
  });
}

function tooLarge(code: string, what: string, limit: number): ProfileRefused {
  const mib = Math.round(limit / (1024 * 1024));
  return new ProfileRefused(code, `${what} larger than the ${mib.toString()} MiB that are read.`, {
    limit: mib,
  });
}
