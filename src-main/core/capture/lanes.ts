/** Who may work now: one at a time a lane, the others in the order they came. */
export class Lanes {
  private readonly lanes = new Map<string, { waiting: (() => void)[] }>();

  /** How many are before one that would come now. */
  ahead(lane: string): number {
    const found = this.lanes.get(lane);
    return found === undefined ? 0 : 1 + found.waiting.length;
  }

  /** Resolves when it is our turn, with what ends it; rejects when `signal` ends the wait. */
  async enter(lane: string, signal: AbortSignal, onMove: () => void = () => undefined): Promise<() => void> {
    signal.throwIfAborted();
    const found = this.lanes.get(lane);
    if (found === undefined) this.lanes.set(lane, { waiting: [] });
    else
      await new Promise<void>((resolve, reject) => {
        const go = (): void => {
          signal.removeEventListener('abort', end);
          resolve();
        };
        const end = (): void => {
          found.waiting.splice(found.waiting.indexOf(go), 1);
          reject(signal.reason as Error);
        };
        signal.addEventListener('abort', end, { once: true });
        found.waiting.push(go);
        onMove();
      });
    return this.leaver(lane);
  }

  /** Our turn if nobody works or waits there, else null. */
  tryEnter(lane: string): (() => void) | null {
    if (this.lanes.has(lane)) return null;
    this.lanes.set(lane, { waiting: [] });
    return this.leaver(lane);
  }

  private leaver(lane: string): () => void {
    let isIn = true;
    return () => {
      if (!isIn) return;
      isIn = false;
      this.leave(lane);
    };
  }

  private leave(lane: string): void {
    const next = this.lanes.get(lane)?.waiting.shift();
    if (next === undefined) this.lanes.delete(lane);
    else next();
  }
}
