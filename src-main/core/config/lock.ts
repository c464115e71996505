import crypto from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import * as v from 'valibot';

/** Where the holder of a folder writes that it is alive, for holders that the kernel does not know of. */
const Holder = v.object({
  host: v.string(),
  bootId: v.string(),
  pid: v.number(),
  url: v.string(),
  beatMs: v.number(),
});
export type Holder = v.InferOutput<typeof Holder>;

const BEAT_MS = 5000;
const STALE_MS = 3 * BEAT_MS;

export interface FolderLock {
  /** Tells others of this machine and of others that share the volume where the holder serves. */
  announce(url: string): void;
  release(): void;
}

/**
 * Takes the folder for this process, or returns null: another has it. The kernel decides, so that nothing is
 * left behind by a crash: an abstract socket named by the folder's inode on Linux, a named pipe on Windows, a
 * file opened with O_EXLOCK on macOS. A second container on one volume has its own kernel names; the heartbeat
 * file tells of it.
 */
export async function lockFolder(dir: string, now: () => number = Date.now): Promise<FolderLock | null> {
  const held = await holdByKernel(dir);
  if (held === null) return null;
  const other = readHolder(dir);
  if (other !== null && other.bootId !== bootId() && now() - other.beatMs < STALE_MS) {
    held();
    return null;
  }
  let beat: NodeJS.Timeout | null = null;
  return {
    announce(url) {
      const write = (): void => {
        const holder: Holder = {
          host: os.hostname(),
          bootId: bootId(),
          pid: process.pid,
          url,
          beatMs: now(),
        };
        try {
          fs.writeFileSync(path.join(dir, 'holder.json'), JSON.stringify(holder), { mode: 0o600 });
        } catch {
          // A folder that cannot be written cannot be shared either.
        }
      };
      write();
      beat = setInterval(write, BEAT_MS);
      beat.unref();
    },
    release() {
      if (beat !== null) clearInterval(beat);
      fs.rmSync(path.join(dir, 'holder.json'), { force: true });
      held();
    },
  };
}

/** Who holds the folder, by its heartbeat; null when that cannot be told. */
export function readHolder(dir: string): Holder | null {
  try {
    return v.parse(Holder, JSON.parse(fs.readFileSync(path.join(dir, 'holder.json'), 'utf8')));
  } catch {
    return null;
  }
}

async function holdByKernel(dir: string): Promise<(() => void) | null> {
  if (process.platform === 'darwin') return holdByFile(path.join(dir, 'lock'));
  const { dev, ino } = fs.statSync(dir);
  const name =
    process.platform === 'win32'
      ? `\\\\.\\pipe\\gopherscope-${folderHash(dir)}`
      : `\0gopherscope-${dev.toString()}-${ino.toString()}`;
  const server = net.createServer((socket) => socket.destroy());
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(null);
      else reject(error);
    });
    server.listen(name, () => {
      server.unref();
      resolve(() => server.close());
    });
  });
}

/** O_EXLOCK of macOS; Node does not name it. */
const O_EXLOCK = 0x20;

function holdByFile(file: string): (() => void) | null {
  try {
    const fd = fs.openSync(
      file,
      fs.constants.O_RDWR | fs.constants.O_CREAT | fs.constants.O_NONBLOCK | O_EXLOCK,
      0o600,
    );
    return () => {
      fs.closeSync(fd);
    };
  } catch {
    return null;
  }
}

/** 16 hex digits that stand for a folder. */
export const folderHash = (dir: string): string =>
  crypto.createHash('sha256').update(fs.realpathSync(dir)).digest('hex').slice(0, 16);

function bootId(): string {
  try {
    return fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim() + os.hostname();
  } catch {
    return os.hostname();
  }
}
