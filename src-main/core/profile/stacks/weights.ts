import type { ExactValue } from '../../../../shared/model/profile.js';
import type { Profile, ValueColumn } from '../model/profile.js';
import { standsAt, type FrameTree } from './frames.js';

/** Sums below this are exact in doubles. */
const EXACT = 2 ** 53;
const LIMB_BITS = 22n;
const LIMB = 2 ** 22;

/**
 * Values of one sample type summed up by node. Where doubles would not be exact, every value is three limbs of 22
 * bits, each summed as a double: whatever adds values up is written once, for doubles, and runs over each limb.
 */
export interface Weights {
  /** Self values by node of the tree; one limb where doubles are exact. */
  limbs: readonly Float64Array[];
  /** What shares are of: absolute values of all samples, or of the base's alone in a difference. */
  total: bigint;
  /** The sum of what the filter left. */
  shown: bigint;
}

/** Label that marks the samples of the base in a difference (google/pprof's -diff_base). */
const BASE_LABEL = 'pprof::base';

/** `keeps` = label sets whose samples count; null = all. */
export function weigh(profile: Profile, tree: FrameTree, type: number, keeps: Uint8Array | null): Weights {
  const { samples } = profile;
  const column = valuesOf(profile, type);
  const total = shareBase(profile, type);
  const plain = column instanceof Float64Array && total < BigInt(EXACT);
  const limbs = Array.from({ length: plain ? 1 : 3 }, () => new Float64Array(tree.count));
  const [low, middle, high] = limbs as [Float64Array, Float64Array, Float64Array];
  for (let s = 0; s < samples.count; s++) {
    const node = standsAt(tree, samples.stack[s] as number);
    if (node === -1 || (keeps !== null && keeps[samples.labels[s] as number] === 0)) continue;
    if (plain) {
      (low[node] as number) += column[s] as number;
      continue;
    }
    const value = BigInt(column[s] as number | bigint);
    (low[node] as number) += Number(value & BigInt(LIMB - 1));
    (middle[node] as number) += Number((value >> LIMB_BITS) & BigInt(LIMB - 1));
    (high[node] as number) += Number(value >> (2n * LIMB_BITS));
  }
  return {
    limbs,
    total,
    shown: limbs.reduce((sum, limb, i) => sum + (sumOf(limb) << (LIMB_BITS * BigInt(i))), 0n),
  };
}

const valuesOf = ({ samples }: Profile, type: number): ValueColumn =>
  samples.values[type] ?? new Float64Array(samples.count);

/** What shares of a sample type are of, as google/pprof's computeTotal: negative values count by their size. */
export function shareBase(profile: Profile, type: number): bigint {
  const { samples } = profile;
  const column = valuesOf(profile, type);
  const isBase = profile.labelSets.map((set) =>
    set.some(({ key, text }) => profile.strings[key] === BASE_LABEL && profile.strings[text] === 'true'),
  );
  const diff = isBase.includes(true);
  const all = new ExactSum();
  const base = new ExactSum();
  for (let s = 0; s < samples.count; s++) {
    const value = column[s] as number | bigint;
    all.add(value);
    if (diff && isBase[samples.labels[s] as number] === true) base.add(value);
  }
  return base.total > 0n ? base.total : all.total;
}

/** A sum of sizes: in doubles while they are exact. */
class ExactSum {
  private part = 0;
  private rest = 0n;

  add(value: number | bigint): void {
    if (typeof value === 'number' && Math.abs(value) < EXACT / 4) {
      this.part += Math.abs(value);
      if (this.part >= EXACT / 2) this.flush();
    } else {
      const big = BigInt(value);
      this.rest += big < 0n ? -big : big;
    }
  }

  get total(): bigint {
    this.flush();
    return this.rest;
  }

  private flush(): void {
    this.rest += BigInt(this.part);
    this.part = 0;
  }
}

function sumOf(limb: Float64Array): bigint {
  let sum = 0;
  // By index: iterating a column is ten times slower.
  for (let node = 0; node < limb.length; node++) sum += limb[node] as number;
  return BigInt(sum);
}

/** Results of the same work over each limb as one column: doubles where they are exact. */
export function combine(parts: readonly Float64Array[]): Float64Array | BigInt64Array {
  const [low, middle, high] = parts;
  if (low === undefined) return new Float64Array(0);
  if (middle === undefined || high === undefined) return low;
  return BigInt64Array.from(low, (value, i) =>
    BigInt.asIntN(
      64,
      BigInt(value) + (BigInt(middle[i] ?? 0) << LIMB_BITS) + (BigInt(high[i] ?? 0) << (2n * LIMB_BITS)),
    ),
  );
}

/** A value as JSON carries it: past 2^53 a decimal string. */
export function exact(value: number | bigint | undefined): ExactValue {
  if (value === undefined) return 0;
  if (typeof value === 'number') return value === 0 ? 0 : value;
  return value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= -BigInt(Number.MAX_SAFE_INTEGER)
    ? Number(value)
    : value.toString();
}

/** Percent of a whole, 0 where there is none. */
export function percentOf(value: number | bigint | undefined, total: bigint): number {
  return total === 0n || value === undefined ? 0 : (Number(value) / Number(total)) * 100;
}
