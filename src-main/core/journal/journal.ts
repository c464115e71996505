import path from 'node:path';
import zlib from 'node:zlib';
import { writeAll, type Fs, type FsFile } from '../docstore/fs.js';

/** One line: JSON, a tab, crc32 of the JSON in hex. A newline lets reading resume after damage. */
export function encodeLine(record: unknown): string {
  const json = JSON.stringify(record);
  return `${json}\t${zlib.crc32(json).toString(16).padStart(8, '0')}\n`;
}

export interface JournalContents<T> {
  records: T[];
  /** Whole lines whose checksum or shape is wrong: skipped, kept in `<name>.quarantine`. */
  damaged: string[];
  /** Bytes of an unterminated last line: a write that was cut. */
  tornBytes: number;
}

export function decodeLines<T>(text: string, isRecord: (value: unknown) => value is T): JournalContents<T> {
  const records: T[] = [];
  const damaged: string[] = [];
  const end = text.lastIndexOf('\n') + 1;
  for (const line of text.slice(0, end).split('\n')) {
    if (line === '') continue;
    const tab = line.lastIndexOf('\t');
    const json = line.slice(0, tab);
    let record: unknown;
    if (tab > 0 && zlib.crc32(json).toString(16).padStart(8, '0') === line.slice(tab + 1)) {
      try {
        record = JSON.parse(json);
      } catch {
        record = undefined;
      }
    }
    if (isRecord(record)) records.push(record);
    else damaged.push(line);
  }
  return { records, damaged, tornBytes: Buffer.byteLength(text.slice(end)) };
}

/**
 * An append-only file of records that only grows, rewritten without what is no longer wanted when it is
 * opened. Appends are batched and synced; `append` resolves when its record is on the disk.
 */
export class Journal<T> {
  private readonly file: FsFile;
  private pending: { text: string; done: (error: Error | null) => void }[] = [];
  private writing = false;

  private constructor(file: FsFile) {
    this.file = file;
  }

  /** Reads what is there, keeps the last records `keep` wants, and starts a fresh file with them. */
  static async open<T>(
    fs: Fs,
    dir: string,
    name: string,
    isRecord: (value: unknown) => value is T,
    keep: (records: T[]) => T[],
  ): Promise<{ journal: Journal<T>; contents: JournalContents<T> }> {
    const file = path.join(dir, `${name}.ndjson`);
    const bytes = await fs.read(file);
    const contents = decodeLines(bytes === null ? '' : Buffer.from(bytes).toString('utf8'), isRecord);
    contents.records = keep(contents.records);
    if (contents.damaged.length > 0) {
      const quarantine = await fs.append(path.join(dir, `${name}.quarantine`));
      await writeAll(quarantine, Buffer.from(contents.damaged.join('\n') + '\n'));
      await quarantine.sync();
      await quarantine.close();
    }
    const temporary = path.join(dir, `.${name}.ndjson.tmp`);
    await fs.remove(temporary);
    const snapshot = await fs.create(temporary);
    await writeAll(snapshot, Buffer.from(contents.records.map(encodeLine).join('')));
    await snapshot.sync();
    await snapshot.close();
    await fs.rename(temporary, file);
    await fs.syncDir(dir);
    return { journal: new Journal<T>(await fs.append(file)), contents };
  }

  append(record: T): Promise<void> {
    return new Promise((resolve, reject) => {
      this.pending.push({
        text: encodeLine(record),
        done: (error) => {
          if (error === null) resolve();
          else reject(error);
        },
      });
      if (!this.writing) void this.drain();
    });
  }

  private async drain(): Promise<void> {
    this.writing = true;
    while (this.pending.length > 0) {
      const batch = this.pending;
      this.pending = [];
      let failure: Error | null = null;
      try {
        await writeAll(this.file, Buffer.from(batch.map(({ text }) => text).join('')));
        await this.file.sync();
      } catch (error) {
        failure = error as Error;
      }
      for (const { done } of batch) done(failure);
    }
    this.writing = false;
  }

  async close(): Promise<void> {
    while (this.writing || this.pending.length > 0) await new Promise((resolve) => setImmediate(resolve));
    await this.file.close();
  }
}
