import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Adapter } from 'lowdb';
import * as v from 'valibot';
import type { Fs } from './fs.js';
import { codeOf, renameHeld, replaceFile } from './replace.js';

/** How a collection is kept: its schema now, and what turns each older version into the next. */
export interface Format<T> {
  name: string;
  version: number;
  schema: v.GenericSchema<unknown, T>;
  /** upgraders[n] makes version n + 1 of version n. */
  upgraders: Readonly<Record<number, (data: unknown) => unknown>>;
}

export interface DocumentNotice {
  code: 'DOCUMENT_RECOVERED' | 'DOCUMENT_LOST' | 'DOCUMENT_TOO_NEW';
  params: Record<string, string | number>;
  message: string;
}

const BACKUPS = 3;
const Envelope = v.object({ version: v.pipe(v.number(), v.integer()), data: v.unknown() });

/**
 * lowdb's adapter for one document that survives a power cut: temporary file, every byte, fsync, rename,
 * fsync of the folder, with the three last good copies beside it. What cannot be read is set aside under a
 * name of its own, never overwritten, and the newest copy that can be read takes its place.
 */
export class DurableFile<T> implements Adapter<T> {
  readonly notices: DocumentNotice[] = [];
  /** Set for a document of a later version: it is read by nobody and written by nobody. */
  tooNew = false;
  private readonly fs: Fs;
  private readonly dir: string;
  private readonly format: Format<T>;
  private readonly now: () => number;
  private readonly pause: (ms: number) => Promise<unknown>;
  private hasGood = false;

  constructor(
    fs: Fs,
    dir: string,
    format: Format<T>,
    now: () => number = Date.now,
    pause: (ms: number) => Promise<unknown> = setTimeout,
  ) {
    this.fs = fs;
    this.dir = dir;
    this.format = format;
    this.now = now;
    this.pause = pause;
  }

  private at(suffix: string): string {
    return path.join(this.dir, `${this.format.name}.json${suffix}`);
  }

  /** The document, an earlier copy of it, or null when there is none. Sweeps what a crash left behind. */
  async read(): Promise<T | null> {
    const prefix = `.${this.format.name}.json.`;
    for (const name of await this.fs.list(this.dir)) {
      if (name.startsWith(prefix) && name.endsWith('.tmp')) await this.fs.remove(path.join(this.dir, name));
    }
    const current = await this.load('');
    if (current.state === 'good') {
      this.hasGood = true;
      return current.data;
    }
    if (current.state === 'too-new') {
      this.tooNew = true;
      this.notices.push({
        code: 'DOCUMENT_TOO_NEW',
        params: { document: this.format.name, version: current.version },
        message: `${this.format.name}.json was written by a later Gopherscope (version ${current.version.toString()}). It is left as it is, and changes are not kept.`,
      });
      return null;
    }
    return this.recover(current.state === 'bad');
  }

  private async recover(wasBad: boolean): Promise<T | null> {
    const aside = `.corrupt-${this.now().toString()}`;
    if (wasBad) await this.rename('', aside);
    for (let copy = 1; copy <= BACKUPS; copy++) {
      const backup = await this.load(`.${copy.toString()}`);
      if (backup.state !== 'good') continue;
      // A missing document beside a copy is what a cut between two renames leaves: nothing was lost.
      if (wasBad) this.report('DOCUMENT_RECOVERED', aside, copy);
      await this.write(backup.data);
      return backup.data;
    }
    if (wasBad) this.report('DOCUMENT_LOST', aside, 0);
    return null;
  }

  private report(code: 'DOCUMENT_RECOVERED' | 'DOCUMENT_LOST', aside: string, copy: number): void {
    const file = `${this.format.name}.json`;
    const kept = `It is kept as ${file}${aside}.`;
    const message =
      code === 'DOCUMENT_RECOVERED'
        ? `${file} could not be read; the copy before it is in use. ${kept}`
        : `${file} could not be read and has no good copy; it starts empty. ${kept}`;
    this.notices.push({ code, params: { document: this.format.name, aside: file + aside, copy }, message });
  }

  private async load(
    suffix: string,
  ): Promise<
    { state: 'good'; data: T } | { state: 'missing' | 'bad' } | { state: 'too-new'; version: number }
  > {
    const bytes = await this.fs.read(this.at(suffix));
    if (bytes === null) return { state: 'missing' };
    try {
      const parsed: unknown = JSON.parse(
        new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes),
      );
      const { version, data } = v.parse(Envelope, parsed);
      if (version > this.format.version) return { state: 'too-new', version };
      let upgraded = data;
      for (let from = version; from < this.format.version; from++) {
        const upgrade = this.format.upgraders[from];
        if (upgrade === undefined) return { state: 'bad' };
        upgraded = upgrade(upgraded);
      }
      return { state: 'good', data: v.parse(this.format.schema, upgraded) };
    } catch {
      return { state: 'bad' };
    }
  }

  /** Resolves once the document is on the disk for good. */
  async write(data: T): Promise<void> {
    if (this.tooNew) return;
    const valid = v.parse(this.format.schema, data);
    const text = JSON.stringify({ version: this.format.version, data: valid }, null, 1);
    await replaceFile(this.fs, this.at(''), new TextEncoder().encode(text), {
      pause: this.pause,
      beforeRename: async () => {
        if (this.hasGood) await this.rotate();
        this.hasGood = true;
      },
    });
  }

  private async rotate(): Promise<void> {
    for (let copy = BACKUPS - 1; copy >= 0; copy--) {
      try {
        await this.rename(copy === 0 ? '' : `.${copy.toString()}`, `.${(copy + 1).toString()}`);
      } catch (error) {
        if (codeOf(error) !== 'ENOENT') throw error;
      }
    }
  }

  private rename(from: string, to: string): Promise<void> {
    return renameHeld(this.fs, this.at(from), this.at(to), this.pause);
  }
}
