import type { StreamEvent, Topic } from '../../../shared/model/events.js';

export type StreamState = 'idle' | 'connecting' | 'open' | 'lost';

/** What the stream tells the stores of its tab. */
export interface Listener {
  /** `lostSince`: our clock, ms; null unless the stream is lost. */
  state: (state: StreamState, lostSince: number | null) => void;
  /** A stream is there that was not before, or something was missed: everyone asks for a fresh snapshot. */
  opened: () => void;
  event: (event: StreamEvent) => void;
}

/** What tabs of one browser say to each other. `link` names one connection of the leader to the core. */
export type Word =
  | { kind: 'topics'; from: string; round: number; topics: Topic[] }
  | { kind: 'taken'; to: string; round: number; ok: boolean }
  | { kind: 'lead'; link: string; state: StreamState; lostSince: number | null }
  | { kind: 'event'; link: string; event: StreamEvent }
  | { kind: 'bye'; from: string };

/** A tab is either the one that has the stream, or one that listens to it. */
export interface Role {
  /** The tab's topics changed; resolves true once the core has them. */
  setTopics: () => Promise<boolean>;
  hear: (word: Word) => void;
  end: () => void;
}

/** The leader's whole set: what all tabs want, queries under a name of their tab's. */
export function mergeTopics(tabs: Iterable<readonly [tab: string, topics: readonly Topic[]]>): Topic[] {
  const merged = new Map<string, Topic>();
  for (const [tab, topics] of tabs) {
    for (const topic of topics) {
      const own = topic.topic === 'query' ? { ...topic, id: `${tab}.${topic.id}` } : topic;
      merged.set(JSON.stringify(own), own);
    }
  }
  return [...merged.values()];
}

/** An event as `tab` asked for it; null if it is another tab's. */
export function eventFor(tab: string, event: StreamEvent): StreamEvent | null {
  if (event.id === undefined) return event;
  const prefix = `${tab}.`;
  return event.id.startsWith(prefix) ? { ...event, id: event.id.slice(prefix.length) } : null;
}
