import type { Failure } from '../../../shared/base/result.js';
import { ProfileRefused } from '../profile/model/profile.js';
import { answer } from './answers.js';
import type { FromChild, ToChild } from './messages.js';
import { OpenProfiles } from './open.js';

type Ask = Extract<ToChild, { say: 'ask' }>;

/** The child's side: questions one after the other, each of which may be cancelled while it waits or reads. */
export class ProfileServer {
  private readonly tell: (message: FromChild) => void;
  private readonly profiles = new OpenProfiles();
  private readonly waiting: Ask[] = [];
  private running: { id: number; ending: AbortController } | null = null;

  constructor(tell: (message: FromChild) => void) {
    this.tell = tell;
  }

  take(message: ToChild): void {
    if (message.say === 'ask') {
      this.waiting.push(message);
      void this.next();
      return;
    }
    const { id } = message;
    if (this.running?.id === id) {
      this.running.ending.abort();
      return;
    }
    const at = this.waiting.findIndex((ask) => ask.id === id);
    if (at < 0) return;
    this.waiting.splice(at, 1);
    this.tell({ say: 'answer', id, ok: false, error: CANCELLED });
  }

  private async next(): Promise<void> {
    if (this.running !== null) return;
    const ask = this.waiting.shift();
    if (ask === undefined) return;
    const { id } = ask;
    const ending = new AbortController();
    this.running = { id, ending };
    try {
      const profile = await this.profiles.open(ask, ending.signal, (progress, inflated) => {
        const { user, system } = process.cpuUsage();
        const cpuMs = (user + system) / 1000;
        const rss = process.memoryUsage.rss();
        this.tell({ say: 'progress', id, progress, inflated, rss, cpuMs });
      });
      const value = await answer(profile, ask.question, ask.answerFile);
      this.tell({ say: 'answer', id, ok: true, value });
    } catch (error) {
      this.tell({ say: 'answer', id, ok: false, error: failureOf(error) });
    }
    this.running = null;
    void this.next();
  }
}

const CANCELLED: Failure = { code: 'CANCELLED', params: {}, message: 'It was cancelled.' };

function failureOf(error: unknown): Failure {
  if (error instanceof ProfileRefused) {
    const { code, params, message } = error;
    return { code, params, message };
  }
  if (error instanceof Error && error.name === 'AbortError') return CANCELLED;
  if (
    error instanceof RangeError &&
    /allocation failed|Invalid (?:typed )?array length|call stack/i.test(error.message)
  )
    return {
      code: 'PROFILE_TOO_LARGE',
      params: { detail: error.message },
      message: `Reading this file takes more memory than there is (${error.message}); it was given up.`,
    };
  // A bug of ours: its place belongs into the log that the core keeps.
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    code: 'PROFILE_FAILED',
    params: { detail },
    message: 'The file could not be read; the log says why.',
  };
}
