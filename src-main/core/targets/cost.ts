import type { Cost } from '../../../shared/model/target.js';

/** Calls a measured cost rests on at least. */
const LEAST_CALLS = 20;
const MOST_CALLS = 60;

/**
 * What a call costs the app, by its own CPU clock: CPU used while the call ran, less what the app would have
 * used in that time anyway. On a busy app one call says little, so it is the mean of many, and believed only
 * once its standard error is below half of it (or below 0.2 ms).
 */
export class CostMeter {
  private readonly samples: number[] = [];
  private next = 0;
  private total = 0;
  private readonly estimate: (bytes: number) => number;
  private bytes = 0;

  constructor(estimate: (bytes: number) => number) {
    this.estimate = estimate;
  }

  get calls(): number {
    return this.total;
  }

  /** Each of the first calls, then one in ten: reading the clock of every thread costs us. */
  wants(poll: number): boolean {
    return this.total < LEAST_CALLS + 4 || poll % 10 === 0;
  }

  answered(bytes: number): void {
    this.bytes = bytes;
  }

  /** `usedMs` of CPU during a call of `elapsedMs`, at an idle use of `baseRatio` cores. */
  add(usedMs: number, elapsedMs: number, baseRatio: number): void {
    const cost = usedMs - baseRatio * elapsedMs;
    if (this.samples.length < MOST_CALLS) this.samples.push(cost);
    else this.samples[this.next++ % MOST_CALLS] = cost;
    this.total++;
  }

  /** CPU of the app a call, ms, with how it is known. */
  perCall(): { ms: number; basis: Cost['basis'] } {
    const estimated = { ms: this.estimate(this.bytes), basis: 'estimated' as const };
    const n = this.samples.length;
    if (n < LEAST_CALLS) return estimated;
    const mean = this.samples.reduce((sum, x) => sum + x, 0) / n;
    const variance = this.samples.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (n - 1);
    const error = Math.sqrt(variance / n);
    if (mean < 0 || error > Math.max(0.5 * mean, 0.2)) return estimated;
    return { ms: mean, basis: 'measured' };
  }
}
