import { defineStore } from 'pinia';
import { ref, watch } from 'vue';
import type { StreamEvent, Topic } from '../../shared/model/events.js';
import { useSession } from './session.js';
import { browserChannel, browserLock } from './stream/browser.js';
import { TabStream } from './stream/tab.js';
import type { StreamState } from './stream/words.js';
import { useView } from './view.js';

export type { StreamState };
type Handler = (event: StreamEvent) => void;

const HIDE_MS = 2000;

/** Unique among the tabs of this browser, and short: it stands before every id of a query. */
const tabName = (): string =>
  crypto.getRandomValues(new Uint32Array(2)).reduce((name, n) => name + n.toString(36), '');

/**
 * The event stream as this window sees it; which tab of the browser has it is `stream/tab.ts`'s business.
 * Left while the page is hidden. Whenever it is there anew, or a gap was seen, everyone who listens asks for a
 * fresh snapshot (`onOpen`): what was missed is never replayed.
 */
export const useStream = defineStore('stream', () => {
  const session = useSession();
  const view = useView();
  const state = ref<StreamState>('idle');
  /** When the stream was lost; null while it is open. */
  const lostSince = ref<number | null>(null);

  const handlers = new Map<string, Handler>();
  const openHooks: (() => void | Promise<void>)[] = [];

  const stream = new TabStream({
    tab: tabName(),
    core: {
      open: (client, signal) => session.api().events.stream({ client }, { signal }),
      setTopics: (client, topics) => session.api().events.topics({ client, topics }),
    },
    listener: {
      state: (next, since) => {
        state.value = next;
        lostSince.value = since;
      },
      opened: () => {
        for (const hook of openHooks) void hook();
      },
      event: (event) => {
        handlers.get(event.topic)?.(event);
      },
    },
    now: view.now,
    lock: browserLock(),
    channel: browserChannel,
  });

  function on(topic: string, handler: Handler): void {
    handlers.set(topic, handler);
  }

  function onOpen(hook: () => void | Promise<void>): void {
    openHooks.push(hook);
  }

  /** The whole set each time; resolves true once the core has it, false if there is no stream to set it on. */
  const setTopics = (topics: Topic[]): Promise<boolean> => stream.setTopics(topics);

  let hideTimer: ReturnType<typeof setTimeout> | undefined;
  watch(
    () => [session.ready, view.hidden] as const,
    ([ready, hidden]) => {
      clearTimeout(hideTimer);
      if (!ready) stream.stop();
      else if (!hidden) stream.start();
      else
        hideTimer = setTimeout(() => {
          stream.stop();
        }, HIDE_MS);
    },
    { immediate: true },
  );
  // a page that is left hands the stream on at once; one that is brought back from the cache is shown again
  window.addEventListener('pagehide', () => {
    stream.stop();
  });
  window.addEventListener('pageshow', () => {
    if (session.ready && !view.hidden) stream.start();
  });

  return { state, lostSince, on, onOpen, setTopics };
});
