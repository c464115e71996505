import path from 'node:path';
import type { Fs, FsFile } from '../../src-main/core/docstore/fs.js';

/** What a file system may have kept of a moment: which names, and which bytes that were never synced. */
export interface Survival {
  /** How many of the renames, creations and removals since the last sync of the folder are on the disk. */
  names: 'none' | 'all' | 'half';
  /** Unsynced bytes: lost, all there, or some 4 KiB blocks there and the others zero. */
  data: 'none' | 'all' | 'blocks' | 'cut';
}

export const SURVIVALS: readonly Survival[] = (['none', 'all', 'half'] as const).flatMap((names) =>
  (['none', 'all', 'blocks', 'cut'] as const).map((data) => ({ names, data })),
);

export type Fault = { at: number; forever?: boolean } & (
  | { kind: 'stop' }
  | { kind: 'error'; code: 'ENOSPC' | 'EIO' | 'EBUSY' | 'EPERM' }
  /** A write that takes fewer bytes than given, and one that then fails. */
  | { kind: 'short'; share: number; code?: 'ENOSPC' }
);

interface Inode {
  /** What a program sees, and what is on the disk for certain. */
  volatile: Buffer;
  durable: Buffer;
}

const BLOCK = 4096;

export const errno = (code: string): Error => Object.assign(new Error(`${code}: made up`), { code });

/**
 * A folder in memory with two images, as a disk has them: what programs see, and what a power cut leaves.
 * Bytes become durable by sync of their file, names by sync of the folder. Counts calls and stops or fails
 * at the one told to.
 */
export class CrashFs implements Fs {
  calls = 0;
  stopped = false;
  fault: Fault | null = null;
  private readonly names = new Map<string, Inode>();
  private readonly durableNames = new Map<string, Inode>();
  private pending: ((names: Map<string, Inode>) => void)[] = [];

  /** A folder as it is found: every file durable. */
  static of(files: Readonly<Record<string, string | Uint8Array>>): CrashFs {
    const disk = new CrashFs();
    for (const [name, bytes] of Object.entries(files)) {
      const content = Buffer.from(bytes as Uint8Array);
      const inode = { volatile: content, durable: content };
      disk.names.set(name, inode);
      disk.durableNames.set(name, inode);
    }
    return disk;
  }

  /** The folder after a power cut now. */
  survive({ names, data }: Survival, random: () => number): CrashFs {
    const kept = new Map(this.durableNames);
    const count = { none: 0, all: this.pending.length, half: Math.floor(this.pending.length / 2) }[names];
    for (const apply of this.pending.slice(0, count)) apply(kept);
    const files = [...kept].map(([name, inode]) => [name, survivingBytes(inode, data, random)] as const);
    return CrashFs.of(Object.fromEntries(files));
  }

  get files(): Record<string, string> {
    return Object.fromEntries([...this.names].map(([name, { volatile }]) => [name, volatile.toString()]));
  }

  private step(written?: Uint8Array): void {
    const call = this.calls++;
    if (this.stopped) throw errno('STOPPED');
    const { fault } = this;
    if (fault === null || (fault.forever === true ? call < fault.at : call !== fault.at)) return;
    if (fault.kind === 'stop') {
      this.stopped = true;
      throw errno('STOPPED');
    }
    if (fault.kind === 'error') throw errno(fault.code);
    if (written === undefined && fault.code !== undefined) throw errno(fault.code);
  }

  // Every method is asynchronous, as on a disk; what it does happens at once.

  async read(file: string): Promise<Uint8Array | null> {
    await Promise.resolve();
    this.step();
    return this.names.get(path.basename(file))?.volatile ?? null;
  }

  async create(file: string): Promise<FsFile> {
    await Promise.resolve();
    this.step();
    const name = path.basename(file);
    if (this.names.has(name)) throw errno('EEXIST');
    return this.open(name);
  }

  async append(file: string): Promise<FsFile> {
    await Promise.resolve();
    this.step();
    return this.open(path.basename(file));
  }

  private open(name: string): FsFile {
    let inode = this.names.get(name);
    if (inode === undefined) {
      const made: Inode = { volatile: Buffer.alloc(0), durable: Buffer.alloc(0) };
      inode = made;
      this.change((names) => names.set(name, made));
    }
    const opened = inode;
    return {
      write: async (data) => {
        await Promise.resolve();
        const { fault, calls } = this;
        this.step(data);
        const short = fault?.kind === 'short' && calls === fault.at ? fault : null;
        const taken =
          short === null
            ? data.length
            : Math.max(1, Math.min(data.length - 1, Math.floor(data.length * short.share)));
        opened.volatile = Buffer.concat([opened.volatile, data.subarray(0, taken)]);
        if (short?.code !== undefined) throw errno(short.code);
        return taken;
      },
      sync: async () => {
        await Promise.resolve();
        this.step();
        opened.durable = opened.volatile;
      },
      close: async () => {
        await Promise.resolve();
        this.step();
      },
    };
  }

  async rename(from: string, to: string): Promise<void> {
    await Promise.resolve();
    this.step();
    const [source, target] = [path.basename(from), path.basename(to)];
    const inode = this.names.get(source);
    if (inode === undefined) throw errno('ENOENT');
    this.change((names) => {
      names.delete(source);
      names.set(target, inode);
    });
  }

  async remove(file: string): Promise<void> {
    await Promise.resolve();
    this.step();
    this.change((names) => names.delete(path.basename(file)));
  }

  async list(): Promise<string[]> {
    await Promise.resolve();
    this.step();
    return [...this.names.keys()];
  }

  async syncDir(): Promise<void> {
    await Promise.resolve();
    this.step();
    for (const apply of this.pending) apply(this.durableNames);
    this.pending = [];
  }

  private change(apply: (names: Map<string, Inode>) => void): void {
    apply(this.names);
    this.pending.push(apply);
  }
}

function survivingBytes(
  { volatile, durable }: Inode,
  data: Survival['data'],
  random: () => number,
): Uint8Array {
  if (data === 'none' || durable.length === volatile.length) return durable;
  if (data === 'all') return volatile;
  const tail = volatile.length - durable.length;
  if (data === 'cut') return volatile.subarray(0, durable.length + Math.floor(random() * tail));
  const bytes = Buffer.from(volatile);
  for (let at = durable.length; at < bytes.length;) {
    const end = Math.min(bytes.length, (Math.floor(at / BLOCK) + 1) * BLOCK);
    if (random() < 0.5) bytes.fill(0, at, end);
    at = end;
  }
  return bytes;
}

/** Numbers in [0, 1) that a seed fixes. */
export function seeded(seed: number): () => number {
  let state = seed + 1;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}
