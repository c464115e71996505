import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../shared/model/ports.js';

/** A clock turned by hand; what a timer starts is let run before time goes on. */
export class FakeClock implements Clock {
  /** Epoch ms less monotonic ms: a test may set it to make the wall clock jump. */
  offsetMs = 1_700_000_000_000;
  private mono = 0;
  private timers: { due: number; callback: () => void }[] = [];

  now(): number {
    return this.offsetMs + this.mono;
  }

  monotonic(): number {
    return this.mono;
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { due: this.mono + ms, callback };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }

  /** Lets time pass without a timer firing: a busy core. */
  skip(ms: number): void {
    this.mono += ms;
  }

  async advance(ms: number): Promise<void> {
    const end = this.mono + ms;
    for (;;) {
      const next = this.timers.filter(({ due }) => due <= end).sort((a, b) => a.due - b.due)[0];
      if (next === undefined) break;
      this.timers.splice(this.timers.indexOf(next), 1);
      this.mono = Math.max(this.mono, next.due);
      next.callback();
      await settle();
    }
    this.mono = Math.max(this.mono, end);
    await settle();
  }

  get pending(): number {
    return this.timers.length;
  }
}

/** Until everything that was ready to run has run. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 4; i++) await setImmediate();
}
