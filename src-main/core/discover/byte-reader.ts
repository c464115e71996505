import type { FileHandle } from 'node:fs/promises';

/** Most bytes any one read may ask for: sizes come from the file and may lie. */
const MAX_READ_BYTES = 4 << 20;

/** Reads parts of a file; whoever asks for more than there is, or than is sane, gets null. */
export interface ByteReader {
  /** Exactly `length` bytes at `offset`, or null. */
  exactly(offset: number, length: number): Promise<Buffer | null>;
  /** At most `length` bytes at `offset`; fewer at the end of the file. */
  upTo(offset: number, length: number): Promise<Buffer>;
}

export function byteReader(file: FileHandle): ByteReader {
  const upTo = async (offset: number, length: number): Promise<Buffer> => {
    if (!Number.isSafeInteger(offset) || offset < 0 || !(length > 0)) return Buffer.alloc(0);
    const buffer = Buffer.alloc(Math.min(length, MAX_READ_BYTES));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, offset);
    return buffer.subarray(0, bytesRead);
  };
  return {
    upTo,
    async exactly(offset, length) {
      const bytes = await upTo(offset, length);
      return bytes.length === length ? bytes : null;
    },
  };
}
