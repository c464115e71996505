import type { Topic } from '../../../shared/model/events.js';
import { CoreLink, type CoreEvents } from './link.js';
import { eventFor, mergeTopics, type Listener, type Role, type StreamState, type Word } from './words.js';

const BEAT_MS = 3000;
/** A follower answers every beat; one that was not heard for this long is gone without a word. */
const FORGET_MS = 10_000;

export interface LeaderPorts {
  tab: string;
  core: CoreEvents;
  topics: () => Topic[];
  post: (word: Word) => void;
  listener: Listener;
  now: () => number;
}

interface Follower {
  topics: Topic[];
  /** `topics` as text: what tells a change from an answer to a beat. */
  said: string;
  heard: number;
}

/** The tab that has the one stream of this browser: asks for what all visible tabs want and passes on what comes. */
export function lead(ports: LeaderPorts): Role {
  const { tab, core, post, listener, now } = ports;
  const followers = new Map<string, Follower>();
  let link = '';
  let state: StreamState = 'connecting';
  let lostSince: number | null = null;

  const announce = (): void => {
    post({ kind: 'lead', link, state, lostSince });
  };
  function become(next: StreamState): void {
    state = next;
    lostSince = next === 'lost' ? (lostSince ?? now()) : null;
    listener.state(state, lostSince);
    announce();
  }

  const wanted = (): Topic[] =>
    mergeTopics([[tab, ports.topics()], ...[...followers].map(([id, f]) => [id, f.topics] as const)]);
  const stream = new CoreLink(core, tab, wanted, {
    opened: (client) => {
      link = client;
      become('open');
      listener.opened();
    },
    event: (event) => {
      if (followers.size > 0) post({ kind: 'event', link, event });
      const own = eventFor(tab, event);
      if (own) listener.event(own);
    },
    lost: () => {
      become('lost');
    },
  });
  become('connecting');

  async function take(word: Extract<Word, { kind: 'topics' }>): Promise<void> {
    const said = JSON.stringify(word.topics);
    const before = followers.get(word.from);
    followers.set(word.from, { topics: word.topics, said, heard: Date.now() });
    const ok = before?.said === said && state === 'open' ? true : await stream.setTopics();
    post({ kind: 'taken', to: word.from, round: word.round, ok });
    if (before === undefined) announce();
  }

  const beat = setInterval(() => {
    if (followers.size === 0) return;
    announce();
    const silent = [...followers].filter(([, f]) => Date.now() - f.heard > FORGET_MS);
    for (const [id] of silent) followers.delete(id);
    if (silent.length > 0) void stream.setTopics();
  }, BEAT_MS);

  return {
    setTopics: () => stream.setTopics(),
    hear: (word) => {
      if (word.kind === 'topics') void take(word);
      else if (word.kind === 'bye' && followers.delete(word.from)) void stream.setTopics();
    },
    end: () => {
      clearInterval(beat);
      stream.end();
    },
  };
}
