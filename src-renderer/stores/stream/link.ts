import type { StreamEvent, Topic } from '../../../shared/model/events.js';
import { isAbort, toApiError } from '../../api/errors.js';

/** The two calls of the core a stream needs. */
export interface CoreEvents {
  open: (client: string, signal: AbortSignal) => Promise<AsyncIterable<StreamEvent>>;
  setTopics: (client: string, topics: Topic[]) => Promise<unknown>;
}

export interface LinkListener {
  /** The core has this connection and its topics. */
  opened: (client: string) => void;
  event: (event: StreamEvent) => void;
  lost: () => void;
}

const BACK_OFF_MS = [300, 1000, 2000, 4000, 8000];
/** The core says how it is every second or two; silence this long means the stream is dead. */
const SILENCE_MS = 20_000;

/** Resolves after `ms`, or at once when `signal` aborts: nothing is left ticking. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(end, ms);
    function end(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      done();
    }
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });
}

/**
 * The event stream to the core: kept open until `end`. On a gap in `seq`, an error or silence it is opened
 * anew under another client id, later and later while the core does not answer.
 */
export class CoreLink {
  readonly #core: CoreEvents;
  readonly #name: string;
  readonly #topics: () => Topic[];
  readonly #listener: LinkListener;
  readonly #ended = new AbortController();
  #client = '';
  #connection: AbortController | null = null;
  #count = 0;
  #sent: Promise<unknown> = Promise.resolve();

  /** `topics`: the whole set wanted now; asked for with each opening and each `setTopics`. */
  constructor(core: CoreEvents, name: string, topics: () => Topic[], listener: LinkListener) {
    this.#core = core;
    this.#name = name;
    this.#topics = topics;
    this.#listener = listener;
    void this.#run();
  }

  /** Tells the core the topics wanted now, one call after the other; false if there is no stream to set them on. */
  setTopics(): Promise<boolean> {
    const sent = this.#sent.then(() => this.#send());
    this.#sent = sent;
    return sent;
  }

  end(): void {
    this.#ended.abort();
    this.#connection?.abort();
  }

  async #send(): Promise<boolean> {
    const client = this.#client;
    if (client === '') return false;
    try {
      await this.#core.setTopics(client, this.#topics());
      return client === this.#client;
    } catch {
      if (client === this.#client) this.#connection?.abort(); // the core does not know this stream any more
      return false;
    }
  }

  async #run(): Promise<void> {
    const ended = this.#ended.signal;
    let failures = 0;
    while (!ended.aborted) {
      const connection = new AbortController();
      this.#connection = connection;
      try {
        await this.#read(connection);
        failures = 0;
      } catch (error) {
        failures += 1;
        if (!isAbort(error) && toApiError(error).status === 401) return;
      } finally {
        connection.abort();
        this.#client = '';
      }
      if (ended.aborted as boolean) return;
      this.#listener.lost();
      const wait = BACK_OFF_MS[Math.min(failures, BACK_OFF_MS.length - 1)] ?? 8000;
      await pause(wait * (0.8 + 0.4 * Math.random()), ended);
    }
  }

  async #read(connection: AbortController): Promise<void> {
    const client = `${this.#name}-${String((this.#count += 1))}`;
    let watchdog = setTimeout(quiet, SILENCE_MS);
    function quiet(): void {
      connection.abort();
    }
    try {
      const events = await this.#core.open(client, connection.signal);
      this.#client = client;
      if (!(await this.setTopics())) return;
      this.#listener.opened(client);
      let last: number | null = null;
      for await (const event of events) {
        clearTimeout(watchdog);
        watchdog = setTimeout(quiet, SILENCE_MS);
        if (connection.signal.aborted || (last !== null && event.seq !== last + 1)) return;
        last = event.seq;
        this.#listener.event(event);
      }
    } finally {
      clearTimeout(watchdog);
    }
  }
}
