/** A body up to this size is held in the pieces it came in; above, it goes through the one large buffer. */
export const SMALL_BYTES = 256 * 1024;
/** The large buffer is given back when nobody needed it for so long. */
const IDLE_MS = 30_000;
const COLLECT_EVERY_BYTES = 2 * 1024 * 1024;

/**
 * The one buffer for large bodies: who needs it waits for its turn, so that ten hostile targets take no more
 * memory than one. A body in it is good until the next turn of the event loop: it is read at once or copied.
 */
export class LargeBodies {
  private buffer: Buffer | null = null;
  private taken = false;
  private readonly waiting: (() => void)[] = [];
  private idle: NodeJS.Timeout | null = null;
  private uncollected = 0;

  /** Resolves with at least `bytes` of room; rejects when `signal` ends the wait. Each is to be released. */
  async take(bytes: number, signal: AbortSignal): Promise<Buffer> {
    if (this.taken) await this.turn(signal);
    this.taken = true;
    if (this.idle !== null) clearTimeout(this.idle);
    if (this.buffer === null || this.buffer.length < bytes) this.buffer = Buffer.allocUnsafeSlow(bytes);
    return this.buffer;
  }

  release(): void {
    const next = this.waiting.shift();
    if (next !== undefined) {
      next();
      return;
    }
    this.taken = false;
    this.idle = setTimeout(() => {
      this.buffer = null;
    }, IDLE_MS);
    this.idle.unref();
  }

  /**
   * Counts bytes that came in pieces now garbage. V8 hears of buffers only past 64 MiB of them; a collection of
   * the young generation, a millisecond or two, gives them back long before.
   */
  passed(bytes: number): void {
    this.uncollected += bytes;
    if (this.uncollected < COLLECT_EVERY_BYTES) return;
    this.uncollected = 0;
    collectYoung();
  }

  /** Ends with `taken` still set: the one before hands over. */
  private turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (): void => {
        this.waiting.splice(this.waiting.indexOf(go), 1);
        reject(new DOMException('the wait was ended', 'AbortError'));
      };
      const go = (): void => {
        signal.removeEventListener('abort', end);
        resolve();
      };
      signal.addEventListener('abort', end, { once: true });
      this.waiting.push(go);
    });
  }
}

/**
 * The collector that `--expose-gc` gives; the launcher passes that flag. Switching it on from inside
 * (v8.setFlagsFromString) is not safe in a process with several isolates, and without it a little more memory is held.
 */
function collectYoung(): void {
  const { gc } = globalThis as { gc?: (options: { type: 'minor' }) => void };
  gc?.({ type: 'minor' });
}
