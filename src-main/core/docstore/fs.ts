import fs from 'node:fs/promises';

/** An open file of the {@link Fs} port. */
export interface FsFile {
  /** Bytes written; may be fewer than given. */
  write(data: Uint8Array): Promise<number>;
  /** Returns once the bytes are on the disk. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/**
 * The file operations that durable storage is made of. Tests hand in one that stops, fails or loses what
 * was not synced at any call.
 */
export interface Fs {
  read(path: string): Promise<Uint8Array | null>;
  /** Made new, never through a link, readable by the user alone. */
  create(path: string): Promise<FsFile>;
  append(path: string): Promise<FsFile>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  list(dir: string): Promise<string[]>;
  /** Makes renames and new names in the folder durable. */
  syncDir(dir: string): Promise<void>;
}

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

const asFile = (handle: fs.FileHandle): FsFile => ({
  write: async (data) => (await handle.write(data)).bytesWritten,
  sync: () => handle.sync(),
  close: () => handle.close(),
});

export const nodeFs: Fs = {
  async read(path) {
    try {
      return await fs.readFile(path);
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  },
  create: async (path) => asFile(await fs.open(path, 'wx', 0o600)),
  append: async (path) => asFile(await fs.open(path, 'a', 0o600)),
  rename: (from, to) => fs.rename(from, to),
  async remove(path) {
    try {
      await fs.unlink(path);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  },
  list: (dir) => fs.readdir(dir),
  async syncDir(dir) {
    // Windows has no fsync of a folder; its file systems journal the names themselves.
    if (process.platform === 'win32') return;
    const handle = await fs.open(dir, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
};

/** Writes all of it: one write may take less than it was given, on a nearly full disk for one. */
export async function writeAll(file: FsFile, data: Uint8Array): Promise<void> {
  let rest = data;
  while (rest.length > 0) {
    const taken = await file.write(rest);
    if (taken <= 0) throw new Error('the file system took no bytes');
    rest = rest.subarray(taken);
  }
}
