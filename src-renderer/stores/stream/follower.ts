import type { Topic } from '../../../shared/model/events.js';
import { eventFor, type Listener, type Role, type Word } from './words.js';

/** A leader beats every three seconds. Silent for so long it is asked again; silent for longer, its place is taken. */
const ASK_MS = 5000;
const TAKE_OVER_MS = 10_000;
const ANSWER_MS = 4000;

export interface FollowerPorts {
  tab: string;
  topics: () => Topic[];
  post: (word: Word) => void;
  listener: Listener;
  /** The leader is frozen or gone without letting go. */
  takeOver: () => void;
}

/** A tab that listens to another tab's stream. It learns of a leader by its `lead` and sends it its topics. */
export function follow(ports: FollowerPorts): Role {
  const { tab, post, listener } = ports;
  const waiting = new Map<number, (ok: boolean) => void>();
  let round = 0;
  /** The connection whose events we take; null until a leader has our topics. */
  let link: string | null = null;
  let asked: string | null = null;
  let last: number | null = null;
  let heard = Date.now();

  function say(): number {
    round += 1;
    post({ kind: 'topics', from: tab, round, topics: ports.topics() });
    return round;
  }

  function ask(): Promise<boolean> {
    const mine = say();
    return new Promise((done) => {
      const timer = setTimeout(() => {
        settle(false);
      }, ANSWER_MS);
      const settle = (ok: boolean): void => {
        clearTimeout(timer);
        waiting.delete(mine);
        done(ok);
      };
      waiting.set(mine, settle);
    });
  }

  async function join(next: string): Promise<void> {
    asked = next;
    const ok = await ask();
    if (asked !== next) return; // another leader, or another connection of this one, meanwhile
    asked = null;
    if (!ok) return; // its next beat makes us ask again
    link = next;
    last = null;
    listener.state('open', null);
    listener.opened();
  }

  function hearLead(word: Extract<Word, { kind: 'lead' }>): void {
    if (word.state === 'lost') {
      link = null;
      listener.state('lost', word.lostSince);
    } else if (word.state === 'open' && word.link !== link) {
      if (word.link !== asked) void join(word.link);
      return;
    }
    say();
  }

  function hearEvent(word: Extract<Word, { kind: 'event' }>): void {
    if (word.link !== link) return;
    const { seq } = word.event;
    const missed = last !== null && seq !== last + 1;
    last = seq;
    if (missed) listener.opened();
    const own = eventFor(tab, word.event);
    if (own) listener.event(own);
  }

  const watchdog = setInterval(() => {
    const silent = Date.now() - heard;
    if (silent > TAKE_OVER_MS) {
      heard = Date.now();
      ports.takeOver();
    } else if (silent > ASK_MS) say();
  }, 2500);
  say();

  return {
    setTopics: () => (link === null ? Promise.resolve(false) : ask()),
    hear: (word) => {
      if (word.kind === 'taken' && word.to === tab) waiting.get(word.round)?.(word.ok);
      if (word.kind === 'lead' || word.kind === 'event' || word.kind === 'taken') heard = Date.now();
      if (word.kind === 'lead') hearLead(word);
      else if (word.kind === 'event') hearEvent(word);
    },
    end: () => {
      clearInterval(watchdog);
      for (const settle of [...waiting.values()]) settle(false);
      asked = null;
      post({ kind: 'bye', from: tab });
    },
  };
}
