import { Low } from 'lowdb';
import type { DocumentNotice, DurableFile } from './durable-file.js';

interface Change<T> {
  apply: (data: T) => T;
  done: (error: Error | null) => void;
}

/**
 * A document in memory with its durable file. A change shows in `data` once it is on the disk; changes that
 * arrive while a write is under way go into the next one together, so that none waits for more than two
 * writes, and a failed write takes back exactly the changes that it carried. Where the folder cannot be
 * written, changes live in memory and `readOnly` says so.
 */
export class Collection<T> {
  readOnly = false;
  private readonly db: Low<T>;
  private readonly file: DurableFile<T>;
  private waiting: Change<T>[] = [];
  private writing = false;

  private constructor(file: DurableFile<T>, db: Low<T>) {
    this.file = file;
    this.db = db;
  }

  static async open<T>(file: DurableFile<T>, defaults: T): Promise<Collection<T>> {
    const db = new Low<T>(file, defaults);
    const collection = new Collection(file, db);
    try {
      await db.read();
    } catch (error) {
      if (!isReadOnly(error)) throw error;
      collection.readOnly = true;
    }
    return collection;
  }

  get data(): T {
    return this.db.data;
  }

  get notices(): readonly DocumentNotice[] {
    return this.file.notices;
  }

  /** Resolves when the change is durable; rejects, with nothing changed, when it cannot be written. */
  update(apply: (data: T) => T): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({
        apply,
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
    while (this.waiting.length > 0) {
      const batch = this.waiting;
      this.waiting = [];
      await this.commit(batch);
    }
    this.writing = false;
  }

  private async commit(batch: readonly Change<T>[]): Promise<void> {
    const before = this.db.data;
    const applied: Change<T>[] = [];
    let data = before;
    for (const change of batch) {
      try {
        data = change.apply(data);
        applied.push(change);
      } catch (error) {
        // Its own fault: the others of the batch are written all the same.
        change.done(error as Error);
      }
    }
    const failure = await this.write(before, data);
    for (const { done } of applied) done(failure);
  }

  private async write(before: T, data: T): Promise<Error | null> {
    try {
      this.db.data = data;
      if (!this.readOnly && !this.file.tooNew) await this.db.write();
      return null;
    } catch (error) {
      if (isReadOnly(error)) {
        this.readOnly = true;
        return null;
      }
      this.db.data = before;
      return error as Error;
    }
  }
}

/** What a folder without the right to write answers. EPERM is not that: it is a file held by someone. */
const isReadOnly = (error: unknown): boolean =>
  ['EROFS', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '');
