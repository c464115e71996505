import fs from 'node:fs';
import path from 'node:path';

const MIB = 1024 * 1024;

export interface LogFile {
  write(line: string): void;
  close(): Promise<void>;
}

/**
 * A log file that moves to `name.1` … `name.<keep>` when it passes `maxBytes`. Written synchronously: the
 * core logs a few lines a minute, and a line about a crash must be on disk before the crash. A log that
 * cannot be written never stops the core; it says so once on standard error.
 */
export function createLogFile(file: string, maxBytes = 10 * MIB, keep = 3): LogFile {
  fs.mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
  let fd = fs.openSync(file, 'a', 0o600);
  let size = fs.fstatSync(fd).size;
  let complained = false;

  const rotate = (): void => {
    fs.closeSync(fd);
    for (let i = keep - 1; i >= 1; i--)
      if (fs.existsSync(`${file}.${i}`)) fs.renameSync(`${file}.${i}`, `${file}.${i + 1}`);
    fs.renameSync(file, `${file}.1`);
    fd = fs.openSync(file, 'a', 0o600);
    size = 0;
  };

  return {
    write(line) {
      try {
        const bytes = Buffer.byteLength(line);
        if (size > 0 && size + bytes > maxBytes) rotate();
        fs.writeSync(fd, line);
        size += bytes;
      } catch (error) {
        if (complained) return;
        complained = true;
        process.stderr.write(
          `${JSON.stringify({ level: 'error', msg: 'log file cannot be written', file, error: String(error) })}\n`,
        );
      }
    },
    close() {
      fs.closeSync(fd);
      return Promise.resolve();
    },
  };
}
