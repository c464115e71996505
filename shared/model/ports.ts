import type { Result } from '../base/result.js';
import type { Message } from './message.js';
import type {
  ProfileAnswer,
  ProfileFile,
  ProfileLimits,
  ProfileProgress,
  ProfileQuestion,
  QuestionName,
} from './profile-work.js';

/** Time as the core sees it; tests and benches hand in one they turn by hand. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Milliseconds that never jump, for durations. */
  monotonic(): number;
  /** Calls back once after `ms`; returns what cancels it. */
  after(ms: number, callback: () => void): () => void;
}

/** News of a target for a person who may not be looking at the page. */
export interface TargetNotice extends Message {
  targetId: string;
  /** Its name. */
  title: string;
}

/** Where the core's news go besides the page; a host without a place for them hands in none. */
export interface Notifier {
  notify(notice: TargetNotice): void;
}

/** An AbortSignal, in the words that both hosts and this folder know. */
export interface CancelSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

export interface ProfileWorkOptions {
  signal?: CancelSignal | undefined;
  onProgress?: ((progress: ProfileProgress) => void) | undefined;
  /** Those of a file of this machine where it does not say. */
  limits?: ProfileLimits | undefined;
}

/** Seals secrets with what the system keeps for its user. */
export interface Sealer {
  seal(text: string): Promise<string>;
  /** Throws when the keychain does not open, or is another. */
  unseal(sealed: string): Promise<string>;
}

/**
 * Profile work, outside of the core's own memory. A question fails with the reason a file is no profile
 * (the decoder's codes), PROFILE_TOO_LARGE, PROFILE_TOO_SLOW, PROFILE_CHILD_DIED or CANCELLED; the next one
 * starts anew.
 */
export interface ProfileHost {
  ask<K extends QuestionName>(
    file: ProfileFile,
    question: ProfileQuestion<K>,
    options?: ProfileWorkOptions,
  ): Promise<Result<ProfileAnswer<K>>>;
  /** A profile is on its way: what reads it may start now. */
  prepare(): void;
  close(): Promise<void>;
}
