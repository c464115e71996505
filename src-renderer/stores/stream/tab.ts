import type { Topic } from '../../../shared/model/events.js';
import { follow } from './follower.js';
import { lead } from './leader.js';
import type { CoreEvents } from './link.js';
import type { Listener, Role, Word } from './words.js';

export interface Channel {
  post: (word: Word) => void;
  close: () => void;
}

/** `navigator.locks.request` for the one lock of the leader: rejects when it is stolen or the signal aborts. */
export type RequestLock = (
  options: { steal: true } | { signal: AbortSignal },
  held: () => Promise<void>,
) => Promise<void>;

export interface TabPorts {
  tab: string;
  core: CoreEvents;
  listener: Listener;
  /** Our clock as the page shows it, ms. */
  now: () => number;
  /** Null where the browser has no locks for us (an insecure origin): the tab then has a stream of its own. */
  lock: RequestLock | null;
  channel: (hear: (word: Word) => void) => Channel;
}

/**
 * This tab's part in the one stream of the browser. Between `start` and `stop` it waits for the leader's lock
 * and follows whoever has it; a leader that closes, hides or freezes lets it go, and the next tab leads.
 */
export class TabStream {
  readonly #ports: TabPorts;
  #topics: Topic[] = [];
  #role: Role | null = null;
  #channel: Channel | null = null;
  /** Our place in the queue for the lock, or the lock itself; null while stopped. */
  #turn: AbortController | null = null;
  #release: (() => void) | null = null;

  constructor(ports: TabPorts) {
    this.#ports = ports;
  }

  /** The whole set each time; resolves true once the core has it, false if there is no stream to set it on. */
  setTopics(topics: Topic[]): Promise<boolean> {
    this.#topics = topics;
    return this.#role?.setTopics() ?? Promise.resolve(false);
  }

  start(): void {
    if (this.#role !== null) return;
    const { lock, channel, listener } = this.#ports;
    listener.state('connecting', null);
    if (lock === null) {
      this.#lead();
      return;
    }
    this.#channel = channel((word) => this.#role?.hear(word));
    this.#follow(lock);
    this.#queue(lock, false);
  }

  stop(): void {
    if (this.#role === null) return;
    this.#become(null);
    this.#leaveQueue();
    this.#channel?.close();
    this.#channel = null;
    this.#ports.listener.state('idle', null);
  }

  #become(role: (() => Role) | null): void {
    this.#role?.end();
    this.#role = role?.() ?? null;
  }

  #leaveQueue(): void {
    this.#turn?.abort();
    this.#turn = null;
    this.#release?.();
    this.#release = null;
  }

  #queue(lock: RequestLock, steal: boolean): void {
    this.#leaveQueue();
    const turn = new AbortController();
    this.#turn = turn;
    const held = (): Promise<void> => {
      if (turn.signal.aborted) return Promise.resolve();
      return new Promise((release) => {
        this.#release = release;
        this.#lead();
      });
    };
    lock(steal ? { steal } : { signal: turn.signal }, held).catch(() => {
      if (turn.signal.aborted) return; // we left; otherwise it was stolen: we had been silent for too long
      this.#follow(lock);
      this.#queue(lock, false);
    });
  }

  #lead(): void {
    const { tab, core, listener, now } = this.#ports;
    this.#become(() => lead({ tab, core, listener, now, post: this.#post, topics: () => this.#topics }));
  }

  #follow(lock: RequestLock): void {
    const { tab, listener } = this.#ports;
    const takeOver = (): void => {
      this.#queue(lock, true);
    };
    this.#become(() => follow({ tab, listener, takeOver, post: this.#post, topics: () => this.#topics }));
  }

  readonly #post = (word: Word): void => this.#channel?.post(word);
}
