import type { Message } from './message.js';

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
