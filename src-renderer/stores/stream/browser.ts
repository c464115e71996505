import type { Channel, RequestLock } from './tab.js';
import type { Word } from './words.js';

const NAME = 'gopherscope.stream';

/** The leader's lock of this browser; null where pages have none: an origin that is not secure. */
export function browserLock(): RequestLock | null {
  const locks = (navigator as Partial<Navigator>).locks;
  if (locks === undefined || typeof BroadcastChannel === 'undefined') return null;
  return async (options, held) => {
    await locks.request(NAME, options, held);
  };
}

export function browserChannel(hear: (word: Word) => void): Channel {
  const channel = new BroadcastChannel(NAME);
  channel.addEventListener('message', (message: MessageEvent<Word>) => {
    hear(message.data);
  });
  return {
    post: (word) => {
      channel.postMessage(word);
    },
    close: () => {
      channel.close();
    },
  };
}
