import type { Result } from '../../../shared/base/result.js';
import type { ProfileHost, ProfileWorkOptions } from '../../../shared/model/ports.js';
import {
  LOCAL_LIMITS,
  type AnswerFile,
  type ProfileAnswer,
  type ProfileFile,
  type ProfileQuestion,
  type QuestionName,
} from '../../../shared/model/profile-work.js';
import type { Log } from '../log/log.js';
import { AnswerFiles } from './answer-files.js';
import { CANCELLED, ChildLink, notStarted } from './child-link.js';
import type { StartChild } from './messages.js';
import { CHILD_LIMITS, type ChildLimits } from './watch.js';

export interface ProfileHostOptions {
  start: StartChild;
  /** Folder for answers too large for a message; made, emptied and removed here. */
  cacheDir: string;
  log: Log;
  limits?: ChildLimits;
  /** Without work for so long the child ends, ms. */
  idleMs?: number;
}

const IDLE_MS = 30_000;
/** A child that counts does not hear: after this it is ended for a question nobody waits for, ms. */
const CANCEL_GRACE_MS = 1000;
/** What a large file may fail for only because of what was open before it: asked again in a new child. */
const MAYBE_OF_OTHERS = new Set(['PROFILE_TOO_LARGE', 'PROFILE_CHILD_DIED']);

/** Profile work in one child process, started when it is needed. */
export class ChildProfileHost implements ProfileHost {
  private readonly options: ProfileHostOptions;
  private readonly files: AnswerFiles;
  private link: ChildLink | null = null;
  private idle: NodeJS.Timeout | null = null;
  private lastId = 0;
  private closed = false;

  constructor(options: ProfileHostOptions) {
    this.options = options;
    this.files = new AnswerFiles(options.cacheDir);
  }

  /** True while a child runs. */
  get running(): boolean {
    return this.link !== null;
  }

  async ask<K extends QuestionName>(
    file: ProfileFile,
    asked: ProfileQuestion<K>,
    options: ProfileWorkOptions = {},
  ): Promise<Result<ProfileAnswer<K>>> {
    const question = asked as ProfileQuestion;
    const isLarge = question.ask === 'tree' || question.ask === 'export';
    const place = isLarge ? this.files.place(file, question) : null;
    const found = place === null ? null : this.files.find(place);
    if (found !== null) return { ok: true, value: found };
    let result = await this.askOnce(file, question, place, options);
    if (!result.ok && result.again) result = await this.askOnce(file, question, place, options);
    if (!result.ok) {
      const { error } = result;
      if (error.code !== 'CANCELLED') this.options.log.info({ path: file.path, ...error }, 'profile refused');
      return { ok: false, error };
    }
    return { ok: true, value: result.value as ProfileAnswer<K> };
  }

  prepare(): void {
    if (this.closed) return;
    try {
      this.current();
    } catch {
      // Whoever asks is told.
      return;
    }
    this.restWhenIdle();
  }

  close(): Promise<void> {
    this.closed = true;
    if (this.idle !== null) clearTimeout(this.idle);
    this.link?.end(CANCELLED);
    this.files.clear();
    return Promise.resolve();
  }

  private askOnce(
    { path, module, hint = '' }: ProfileFile,
    question: ProfileQuestion,
    answerFile: string | null,
    { signal, onProgress, limits = LOCAL_LIMITS }: ProfileWorkOptions,
  ): Promise<Result<unknown> & { again?: boolean }> {
    if (signal?.aborted === true || this.closed) return Promise.resolve({ ok: false, error: CANCELLED });
    let link: ChildLink;
    try {
      link = this.current();
    } catch (error) {
      return Promise.resolve({ ok: false, error: notStarted(error) });
    }
    const hadOthers = link.answered > 0 || link.busy;
    const id = ++this.lastId;
    return new Promise((resolve) => {
      let waits = true;
      const end = (result: Result<unknown> & { again?: boolean }): void => {
        if (!waits) return;
        waits = false;
        signal?.removeEventListener('abort', cancel);
        resolve(result);
      };
      const cancel = (): void => {
        link.cancel(id, CANCEL_GRACE_MS);
        end({ ok: false, error: CANCELLED });
      };
      signal?.addEventListener('abort', cancel, { once: true });
      link.ask(
        { say: 'ask', id, path, module, hint, question, limits, answerFile },
        {
          onProgress: (progress) => {
            if (waits) onProgress?.(progress);
          },
          done: (result) => {
            // Also one that nobody waits for any more: it takes room until it goes.
            if (result.ok && answerFile !== null) this.files.add(result.value as AnswerFile);
            this.restWhenIdle();
            const again = !result.ok && hadOthers && !this.closed && MAYBE_OF_OTHERS.has(result.error.code);
            end({ ...result, again });
          },
        },
      );
    });
  }

  private current(): ChildLink {
    if (this.idle !== null) clearTimeout(this.idle);
    this.idle = null;
    if (this.link !== null) return this.link;
    const link: ChildLink = new ChildLink(
      this.options.start,
      () => {
        if (this.link === link) this.link = null;
      },
      this.options.limits ?? CHILD_LIMITS,
    );
    this.link = link;
    return link;
  }

  private restWhenIdle(): void {
    const { link } = this;
    if (link === null || link.busy) return;
    if (this.idle !== null) clearTimeout(this.idle);
    this.idle = setTimeout(() => {
      if (!link.busy) link.end(CANCELLED);
    }, this.options.idleMs ?? IDLE_MS);
    this.idle.unref();
  }
}
