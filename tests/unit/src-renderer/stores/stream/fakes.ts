import type { StreamEvent, Topic } from '../../../../../shared/model/events.js';
import { TabStream, type RequestLock } from '../../../../../src-renderer/stores/stream/tab.js';
import type { CoreEvents } from '../../../../../src-renderer/stores/stream/link.js';
import type { Word } from '../../../../../src-renderer/stores/stream/words.js';

/** One exclusive lock with a queue, as navigator.locks has it. */
export class FakeLock {
  #holder: { reject: (reason: Error) => void } | null = null;
  readonly #queue: (() => void)[] = [];

  readonly request: RequestLock = (options, held) =>
    new Promise<void>((resolve, reject) => {
      const grant = (): void => {
        const me = { reject };
        this.#holder = me;
        void held().then(() => {
          resolve();
          if (this.#holder === me) this.#next();
        });
      };
      if ('steal' in options) {
        this.#holder?.reject(new DOMException('stolen', 'AbortError'));
        grant();
        return;
      }
      options.signal.addEventListener('abort', () => {
        const at = this.#queue.indexOf(grant);
        if (at >= 0) this.#queue.splice(at, 1);
        reject(new DOMException('left', 'AbortError'));
      });
      this.#queue.push(grant);
      queueMicrotask(() => {
        if (this.#holder === null) this.#next();
      });
    });

  #next(): void {
    this.#holder = null;
    this.#queue.shift()?.();
  }
}

/** A BroadcastChannel between tabs; a frozen tab neither hears nor speaks. */
export class FakeBus {
  readonly #tabs = new Map<string, (word: Word) => void>();
  readonly frozen = new Set<string>();
  /** Words to lose on their way, for gaps. */
  lose: (word: Word, to: string) => boolean = () => false;

  join(name: string, hear: (word: Word) => void) {
    this.#tabs.set(name, hear);
    return {
      post: (word: Word) => {
        if (this.frozen.has(name)) return;
        for (const [to, other] of this.#tabs)
          if (to !== name && !this.frozen.has(to) && !this.lose(word, to))
            queueMicrotask(() => {
              other(structuredClone(word));
            });
      },
      close: () => this.#tabs.delete(name),
    };
  }
}

interface OpenStream {
  topics: Topic[];
  push: (event: StreamEvent) => void;
  seq: number;
}

/** A core that streams what a test says; `down` refuses. */
export class FakeCore implements CoreEvents {
  readonly streams = new Map<string, OpenStream>();
  down = false;

  open(client: string, signal: AbortSignal): Promise<AsyncIterable<StreamEvent>> {
    if (this.down) return Promise.reject(new TypeError('Failed to fetch'));
    const queue: StreamEvent[] = [];
    let wake: (() => void) | null = null;
    let failed = false;
    this.streams.set(client, {
      topics: [],
      seq: 0,
      push: (event) => {
        queue.push(event);
        wake?.();
      },
    });
    signal.addEventListener('abort', () => {
      failed = true;
      this.streams.delete(client);
      wake?.();
    });
    const events = async function* (): AsyncGenerator<StreamEvent> {
      for (;;) {
        if (failed) throw new DOMException('aborted', 'AbortError');
        const next = queue.shift();
        if (next) yield next;
        else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
    };
    return Promise.resolve(events());
  }

  setTopics(client: string, topics: Topic[]): Promise<void> {
    const stream = this.streams.get(client);
    if (stream === undefined) return Promise.reject(new Error('no such stream'));
    stream.topics = topics;
    return Promise.resolve();
  }

  /** The one open stream; fails when there is none or more. */
  get only(): OpenStream {
    const [stream, ...more] = this.streams.values();
    if (stream === undefined || more.length > 0)
      throw new Error(`${String(this.streams.size)} streams, not 1`);
    return stream;
  }

  /** Sends one value of every query asked for, as a tick does, and how the core is. */
  tick(value: number): void {
    const stream = this.only;
    for (const topic of stream.topics)
      stream.push({
        topic: topic.topic,
        ...(topic.topic === 'query' ? { id: topic.id } : {}),
        seq: (stream.seq += 1),
        payload: value,
      });
  }
}

export interface FakeTab {
  stream: TabStream;
  states: string[];
  opened: number;
  /** `topic` or `topic:id`, with what it carried. */
  seen: string[];
}

export function makeTab(
  name: string,
  world: { core: FakeCore; bus: FakeBus; lock: FakeLock | null },
): FakeTab {
  const tab: FakeTab = { states: [], opened: 0, seen: [], stream: undefined as unknown as TabStream };
  tab.stream = new TabStream({
    tab: name,
    core: world.core,
    now: () => 1000,
    lock: world.lock?.request ?? null,
    channel: (hear) => world.bus.join(name, hear),
    listener: {
      state: (state) => tab.states.push(state),
      opened: () => (tab.opened += 1),
      event: ({ topic, id, payload }) =>
        tab.seen.push(`${topic}${id === undefined ? '' : `:${id}`}=${String(payload)}`),
    },
  });
  return tab;
}
