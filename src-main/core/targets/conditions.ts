import type { Failure } from '../../../shared/base/result.js';
import type { Condition, ConditionType } from '../../../shared/model/target.js';

/** What is not as it should be with a target that may well be up, each since when. */
export class Conditions {
  private readonly items = new Map<ConditionType, Condition & { sinceMs: number }>();
  private readonly now: () => number;

  constructor(now: () => number) {
    this.now = now;
  }

  /** Begins anew, whether or not it held. */
  set(type: ConditionType, why: Failure): void {
    const sinceMs = this.now();
    this.items.set(type, { type, since: new Date(sinceMs).toISOString(), sinceMs, ...why });
  }

  /** Holds for this reason, or no more; the moment it began is kept while the reason is of the same kind. */
  update(type: ConditionType, why: Failure | null): void {
    const known = this.items.get(type);
    if (why === null) this.items.delete(type);
    else if (known?.code === why.code) Object.assign(known, why);
    else this.set(type, why);
  }

  clear(type: ConditionType): void {
    this.items.delete(type);
  }

  expire(type: ConditionType, afterMs: number): void {
    const known = this.items.get(type);
    if (known !== undefined && this.now() - known.sinceMs > afterMs) this.items.delete(type);
  }

  has(type: ConditionType): boolean {
    return this.items.has(type);
  }

  codes(): string[] {
    return [...this.items.values()].map(({ type, code }) => `${type} ${code}`);
  }

  model(): Condition[] {
    return [...this.items.values()].map(({ type, since, code, params, message }) => ({
      type,
      since,
      code,
      params,
      message,
    }));
  }
}
