import fsSync from 'node:fs';
import path from 'node:path';
import type { CoreStatus } from '../../../shared/model/events.js';
import type { Fs } from '../docstore/fs.js';
import { replaceFile } from '../docstore/replace.js';
import { isTemporary } from './incoming.js';
import { readRecord, writeRecord, type StoredProfile } from './record.js';

type Notice = CoreStatus['notices'][number];

export interface ShelfContents {
  profiles: StoredProfile[];
  /** Files with bytes and no record that can be read. */
  orphans: string[];
  notices: Notice[];
}

const BYTES = /^([0-9a-f]{32})\.(?!json)[a-z.]{1,8}$/;
const RECORD = /^([0-9a-f]{32})\.json$/;

/** The id of the profile whose bytes a file has. */
export const idOf = (file: string): string => file.slice(0, 32);

/** The folder of the library: the bytes of each profile and its record, both durable. */
export class Shelf {
  readonly dir: string;
  private readonly fs: Fs;

  constructor(fs: Fs, dir: string) {
    this.fs = fs;
    this.dir = dir;
  }

  /**
   * Reads every record and sweeps what a crash left behind. A record that cannot be read is set aside, one of a
   * later version is left alone with its bytes.
   */
  async open(nowMs: number): Promise<ShelfContents> {
    const names = await this.fs.list(this.dir);
    const contents: ShelfContents = { profiles: [], orphans: [], notices: [] };
    const files = new Map<string, string>();
    for (const name of names) {
      const id = BYTES.exec(name)?.[1];
      if (id !== undefined) files.set(id, name);
      else if (isTemporary(name) || /^\.[0-9a-f]{32}\.json\..*\.tmp$/.test(name))
        await this.fs.remove(this.at(name));
    }
    const left = new Set<string>();
    let broken = 0;
    for (const name of names) {
      const id = RECORD.exec(name)?.[1];
      if (id === undefined) continue;
      const read = readRecord((await this.fs.read(this.at(name))) ?? new Uint8Array());
      if (read.state === 'too-new') left.add(id);
      else if (read.state === 'bad') {
        broken++;
        await this.fs.rename(this.at(name), this.at(`${name}.corrupt-${nowMs.toString()}`));
      } else if (files.get(id) !== read.stored.file) await this.fs.remove(this.at(name));
      else {
        contents.profiles.push(read.stored);
        files.delete(id);
      }
    }
    contents.orphans = [...files].filter(([id]) => !left.has(id)).map(([, name]) => name);
    if (broken > 0) contents.notices.push(rebuilt(broken, this.dir));
    if (left.size > 0) contents.notices.push(tooNew(left.size, this.dir));
    return contents;
  }

  at(name: string): string {
    return path.join(this.dir, name);
  }

  size(name: string): number {
    return fsSync.statSync(this.at(name)).size;
  }

  /** Gives bytes that have arrived their name; they are durable once a record was written after. */
  place(temporary: string, name: string): Promise<void> {
    return this.fs.rename(temporary, this.at(name));
  }

  write(stored: StoredProfile): Promise<void> {
    return replaceFile(this.fs, this.at(`${stored.record.id}.json`), writeRecord(stored));
  }

  /** The bytes first: a record without them is swept away at the next start, bytes without one become a profile again. */
  async remove({ file, record }: Pick<StoredProfile, 'file'> & { record: { id: string } }): Promise<void> {
    await this.fs.remove(this.at(file));
    await this.fs.remove(this.at(`${record.id}.json`));
    await this.fs.syncDir(this.dir);
  }
}

const rebuilt = (count: number, dir: string): Notice => ({
  code: 'PROFILE_RECORDS_REBUILT',
  params: { count, dir },
  message: `${count.toString()} records of profiles could not be read. They are kept as .corrupt files in ${dir} and made anew from the profiles; names and notes are lost.`,
});

const tooNew = (count: number, dir: string): Notice => ({
  code: 'PROFILE_RECORDS_TOO_NEW',
  params: { count, dir },
  message: `${count.toString()} profiles in ${dir} were kept by a later Gopherscope. They are left as they are.`,
});
