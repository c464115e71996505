import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { AnswerFile, ProfileFile, ProfileQuestion } from '../../../shared/model/profile-work.js';

/** Answers kept on disk, bytes; the oldest go first. */
const KEPT_BYTES = 256 * 1024 * 1024;

/**
 * Answers too large for a message, one file each, named by file and question: who asks the same again gets the
 * same file. The folder belongs to one run of the core: it is emptied at the start.
 */
export class AnswerFiles {
  private readonly dir: string;
  /** Oldest first. */
  private readonly known = new Map<string, number>();
  private begun = false;

  constructor(dir: string) {
    this.dir = dir;
  }

  /** Where the answer of a question is, or will be written. */
  place(file: ProfileFile, question: ProfileQuestion): string {
    if (!this.begun) this.begin();
    const key = JSON.stringify([file.path, file.module, file.hint, question]);
    return path.join(this.dir, crypto.createHash('sha256').update(key).digest('hex').slice(0, 32));
  }

  /** The answer that lies there; null when there is none, or no longer. */
  find(place: string): AnswerFile | null {
    const bytes = this.known.get(place);
    if (bytes === undefined) return null;
    if (!fs.existsSync(place)) {
      this.known.delete(place);
      return null;
    }
    this.known.delete(place);
    this.known.set(place, bytes);
    return { file: place, bytes };
  }

  /** An answer has been written. One that is being sent stays readable: its name goes, not its bytes. */
  add({ file, bytes }: AnswerFile): void {
    this.known.set(file, bytes);
    let held = [...this.known.values()].reduce((sum, one) => sum + one, 0);
    for (const [other, size] of this.known) {
      if (held <= KEPT_BYTES || other === file) return;
      this.known.delete(other);
      held -= size;
      fs.rmSync(other, { force: true });
    }
  }

  clear(): void {
    this.known.clear();
    fs.rmSync(this.dir, { recursive: true, force: true });
  }

  /** Once a run: later an answer may be on its way into the folder. */
  private begin(): void {
    this.begun = true;
    fs.rmSync(this.dir, { recursive: true, force: true });
    fs.mkdirSync(this.dir, { recursive: true, mode: 0o700 });
  }
}
