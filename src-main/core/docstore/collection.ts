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
      const failure = await this.commit(batch);
      for (const { done } of batch) done(failure);
    }
    this.writing = false;
  }

  private async commit(batch: readonly Change<T>[]): Promise<Error | null> {
    const before = this.db.data;
    try {
      this.db.data = batch.reduce((data, { apply }) => apply(data), before);
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

const isReadOnly = (error: unknown): boolean =>
  ['EROFS', 'EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '');
