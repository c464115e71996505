import { defineStore } from 'pinia';
import { ref, watch } from 'vue';
import { isAbort, toApiError } from '../api/errors.js';
import type { StreamEvent, Topic } from '../../shared/model/events.js';
import { useSession } from './session.js';
import { useView } from './view.js';

export type StreamState = 'idle' | 'connecting' | 'open' | 'lost';
type Handler = (event: StreamEvent) => void;

const BACK_OFF_MS = [300, 1000, 2000, 4000, 8000];
/** The core says how it is every second or two; silence this long means the stream is dead. */
const SILENCE_MS = 20_000;
const HIDE_MS = 2000;

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/**
 * The one event stream of this window. Closed while the page is hidden; on a gap in `seq`, an error or
 * silence it is opened anew, and everyone who listens asks for a fresh snapshot (`onOpen`).
 */
export const useStream = defineStore('stream', () => {
  const session = useSession();
  const view = useView();
  const state = ref<StreamState>('idle');
  /** When the stream was lost; null while it is open. */
  const lostSince = ref<number | null>(null);

  const handlers = new Map<string, Handler>();
  const openHooks: (() => void | Promise<void>)[] = [];
  const windowId = crypto.randomUUID().slice(0, 13);
  let topics: Topic[] = [];
  let client = '';
  let connection = 0;
  let controller: AbortController | null = null;
  let started = false;
  let heard = 0;

  function on(topic: string, handler: Handler): void {
    handlers.set(topic, handler);
  }

  function onOpen(hook: () => void | Promise<void>): void {
    openHooks.push(hook);
  }

  /** The whole set each time; resolves once the core has it, or false if there is no stream to set it on. */
  async function setTopics(next: Topic[]): Promise<boolean> {
    topics = next;
    if (client === '') return false;
    try {
      await session.api().events.topics({ client, topics });
      return true;
    } catch {
      controller?.abort(); // the core does not know this stream any more
      return false;
    }
  }

  async function read(signal: AbortSignal): Promise<void> {
    const id = `${windowId}-${String((connection += 1))}`;
    const iterator = await session.api().events.stream({ client: id }, { signal });
    client = id;
    heard = Date.now();
    if (!(await setTopics(topics))) return;
    state.value = 'open';
    lostSince.value = null;
    for (const hook of openHooks) void hook();
    let last: number | null = null;
    for await (const event of iterator) {
      heard = Date.now();
      if (last !== null && event.seq !== last + 1) return;
      last = event.seq;
      handlers.get(event.topic)?.(event);
    }
  }

  async function run(): Promise<void> {
    let failures = 0;
    while (started && session.token !== null) {
      controller = new AbortController();
      if (state.value !== 'lost') state.value = 'connecting';
      const watchdog = setInterval(() => {
        if (Date.now() - heard > SILENCE_MS) controller?.abort();
      }, 5000);
      heard = Date.now();
      try {
        await read(controller.signal);
        failures = 0;
      } catch (error) {
        failures += 1;
        if (!isAbort(error) && toApiError(error).status === 401) break;
      } finally {
        clearInterval(watchdog);
        controller.abort();
        client = '';
      }
      if (!started as boolean) break;
      state.value = 'lost';
      lostSince.value ??= view.now();
      await pause(
        (BACK_OFF_MS[Math.min(failures, BACK_OFF_MS.length - 1)] ?? 8000) * (0.8 + 0.4 * Math.random()),
      );
    }
    running = null;
  }

  let running: Promise<void> | null = null;
  function start(): void {
    started = true;
    running ??= run();
  }

  function stop(): void {
    started = false;
    state.value = 'idle';
    lostSince.value = null;
    controller?.abort();
  }

  let hideTimer: ReturnType<typeof setTimeout> | undefined;
  watch(
    () => [session.ready, view.hidden] as const,
    ([ready, hidden]) => {
      clearTimeout(hideTimer);
      if (!ready) stop();
      else if (hidden) hideTimer = setTimeout(stop, HIDE_MS);
      else if (running !== null && !started) void running.then(start);
      else start();
    },
    { immediate: true },
  );

  return { state, lostSince, on, onOpen, setTopics };
});
