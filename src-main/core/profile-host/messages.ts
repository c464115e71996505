import type { Failure } from '../../../shared/base/result.js';
import type { ProfileLimits, ProfileProgress, ProfileQuestion } from '../../../shared/model/profile-work.js';

/** To the child. */
export type ToChild =
  | {
      say: 'ask';
      id: number;
      path: string;
      module: string | null;
      hint: string;
      question: ProfileQuestion;
      limits: ProfileLimits;
      /** Where an answer too large for a message is written. */
      answerFile: string | null;
    }
  | { say: 'cancel'; id: number };

/** From the child. `inflated` are bytes: how much CPU time a file is granted depends on them. */
export type FromChild =
  | { say: 'progress'; id: number; progress: ProfileProgress; inflated: number; rss: number; cpuMs: number }
  | { say: 'answer'; id: number; ok: true; value: unknown }
  | { say: 'answer'; id: number; ok: false; error: Failure };

/** A child process as either host starts it. */
export interface ChildProcessHandle {
  readonly pid: number | undefined;
  send(message: ToChild): void;
  kill(): void;
  onMessage(listener: (message: FromChild) => void): void;
  /** Called once. `code` null = ended by a signal; `said` is the end of what it wrote to standard error. */
  onExit(listener: (end: { code: number | null; signal: string | null; said: string }) => void): void;
}
export type StartChild = () => ChildProcessHandle;
