import type { Events } from '../../shared/native/bridge.js';
import type { EventName } from '../../shared/native/channels.js';

type Send = <K extends EventName>(name: K, payload: Events[K]) => void;

/** A page that never gets ready must not collect without end. */
const MAX_WAITING = 50;

/** Events for the page, kept in order until it says that it listens. */
export class Outbox {
  private readonly deliver: Send;
  private waiting: (() => void)[] = [];
  private listening = false;

  constructor(deliver: Send) {
    this.deliver = deliver;
  }

  send: Send = (name, payload) => {
    if (this.listening) this.deliver(name, payload);
    else
      this.waiting = [
        ...this.waiting.slice(1 - MAX_WAITING),
        () => {
          this.deliver(name, payload);
        },
      ];
  };

  /** The page listens from now on. */
  pageReady(): void {
    this.listening = true;
    for (const go of this.waiting.splice(0)) go();
  }

  /** The page is gone or loads anew. */
  pageGone(): void {
    this.listening = false;
  }
}
