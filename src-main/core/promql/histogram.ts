import { at } from './columns.js';

/** Relative difference of two buckets' counts that is blamed on rounding. promql/quantile.go, smallDeltaTolerance. */
const SMALL_DELTA = 1e-12;
/** Smallest normal double. */
const MIN_NORMAL = 2.2250738585072014e-308;

/** Cumulative counts by ascending upper bound: one histogram at one step. Buckets of equal bound become one. */
export class Buckets {
  readonly bounds: Float64Array;
  readonly counts: Float64Array;
  length = 0;

  constructor(capacity: number) {
    this.bounds = new Float64Array(capacity);
    this.counts = new Float64Array(capacity);
  }

  clear(): void {
    this.length = 0;
  }

  push(bound: number, count: number): void {
    if (this.length > 0 && this.bounds[this.length - 1] === bound) {
      this.counts[this.length - 1] = at(this.counts, this.length - 1) + count;
      return;
    }
    this.bounds[this.length] = bound;
    this.counts[this.length] = count;
    this.length += 1;
  }
}

/**
 * The φ-quantile under the assumption that values lie evenly within each bucket. NaN without a +Inf bucket, with
 * no other bucket, or with no values. Evens out counts that fall. Prometheus promql/quantile.go, BucketQuantile.
 */
export function bucketQuantile(phi: number, buckets: Buckets): number {
  if (Number.isNaN(phi)) return NaN;
  if (phi < 0) return -Infinity;
  if (phi > 1) return Infinity;
  const { bounds, counts, length } = buckets;
  const last = length - 1;
  if (length === 0 || bounds[last] !== Infinity) return NaN;
  makeMonotonic(buckets);
  if (length < 2 || counts[last] === 0) return NaN;
  let rank = phi * at(counts, last);
  const bucket = firstAtLeast(counts, last, rank);
  if (bucket === last) return at(bounds, last - 1);
  if (bucket === 0 && at(bounds, 0) <= 0) return at(bounds, 0);
  let start = 0;
  let count = at(counts, bucket);
  if (bucket > 0) {
    start = at(bounds, bucket - 1);
    count -= at(counts, bucket - 1);
    rank -= at(counts, bucket - 1);
  }
  return start + (at(bounds, bucket) - start) * (rank / count);
}

/**
 * Counts are read at slightly different times and go through floating point, so a bucket may hold less than the
 * one before. Such a count, and one that differs only by rounding, becomes the one before it.
 * ensureMonotonicAndIgnoreSmallDeltas.
 */
function makeMonotonic({ counts, length }: Buckets): void {
  let previous = at(counts, 0);
  for (let i = 1; i < length; i++) {
    const count = at(counts, i);
    if (count === previous) continue;
    if (almostEqual(previous, count) || count < previous) counts[i] = previous;
    else previous = count;
  }
}

/** util/almost/almost.go, Equal. */
function almostEqual(a: number, b: number): boolean {
  if (Number.isNaN(a) && Number.isNaN(b)) return true;
  if (a === b) return true;
  const sum = Math.abs(a) + Math.abs(b);
  const difference = Math.abs(a - b);
  if (a === 0 || b === 0 || sum < MIN_NORMAL) return difference < SMALL_DELTA * MIN_NORMAL;
  return difference / Math.min(sum, Number.MAX_VALUE) < SMALL_DELTA;
}

/** Go's sort.Search, step by step, because a NaN among the counts makes the order of questions matter. */
function firstAtLeast(counts: Float64Array, length: number, rank: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (at(counts, middle) >= rank) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The share of values in [lower, upper], by the same assumption. promql/quantile.go, BucketFraction. */
export function bucketFraction(lower: number, upper: number, buckets: Buckets): number {
  const { bounds, counts, length } = buckets;
  if (length === 0 || bounds[length - 1] !== Infinity) return NaN;
  const total = at(counts, length - 1);
  if (total === 0 || Number.isNaN(lower) || Number.isNaN(upper)) return NaN;
  if (lower >= upper) return 0;
  return (Math.min(rankOf(upper, buckets), total) - Math.min(rankOf(lower, buckets), total)) / total;
}

/** How many values lie below `value`; those in a bucket without a finite width count as above. */
function rankOf(value: number, { bounds, counts, length }: Buckets): number {
  let rank = 0;
  for (let i = 0; i < length; i++) {
    const start = i > 0 ? at(bounds, i - 1) : at(bounds, 0) <= 0 ? -Infinity : 0;
    const end = at(bounds, i);
    if (start >= value) return rank;
    const count = at(counts, i);
    if (end > value)
      return start === -Infinity ? count : rank + ((count - rank) * (value - start)) / (end - start);
    rank = count;
  }
  return at(counts, length - 1);
}
