/** Answers that cost something to find, each kept for a moment so that all who ask within it share one. */
export class Briefly<K, V> {
  private readonly kept = new Map<K, { value: V; untilMs: number }>();
  private readonly keepMs: number;
  private readonly now: () => number;

  /** `now` in ms, of a clock that never jumps. */
  constructor(keepMs: number, now: () => number) {
    this.keepMs = keepMs;
    this.now = now;
  }

  /** The answer kept under `key`, else a new one; what `find` throws is not kept. */
  get(key: K, find: () => V): V {
    const now = this.now();
    for (const [other, { untilMs }] of this.kept) if (untilMs <= now) this.kept.delete(other);
    const known = this.kept.get(key);
    if (known !== undefined) return known.value;
    const value = find();
    this.kept.set(key, { value, untilMs: now + this.keepMs });
    return value;
  }

  /** The next one who asks gets a new answer. */
  forget(key: K): void {
    this.kept.delete(key);
  }
}
