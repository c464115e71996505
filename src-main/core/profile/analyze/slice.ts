import type { SampleType } from '../../../../shared/model/profile.js';
import type { Fn } from '../stacks/functions.js';
import type { FrameTree } from '../stacks/frames.js';
import { combine, type Weights } from '../stacks/weights.js';
import { sumsByKey } from './paths.js';

/** What a report is made of: the frames a filter shows and the values of one sample type. */
export interface Slice {
  tree: FrameTree;
  fns: readonly Fn[];
  weights: Weights;
  sampleType: SampleType;
}

export type Amounts = Float64Array | BigInt64Array;

/** Flat and cum of every function, recursion counted once. */
export function byFunction({ tree, fns, weights }: Slice): { flat: Amounts; cum: Amounts } {
  return byKey(tree, tree.fn, fns.length, weights);
}

/** Flat and cum of every key; a node's key is in `key`, -1 for none. */
export function byKey(
  tree: FrameTree,
  key: Int32Array,
  keys: number,
  { limbs }: Weights,
): { flat: Amounts; cum: Amounts } {
  const parts = limbs.map((self) => sumsByKey(tree, key, keys, self));
  return { flat: combine(parts.map((p) => p.flat)), cum: combine(parts.map((p) => p.cum)) };
}

/** Own values by node. */
export const selfAmounts = ({ weights }: Slice): Amounts => combine(weights.limbs);

/** Order by size, largest first; equal ones by name, so that two runs agree. */
export function byAmount(
  amounts: Amounts,
  name: (index: number) => string,
): (a: number, b: number) => number {
  return (a, b) => {
    const x = abs(amounts[a] ?? 0);
    const y = abs(amounts[b] ?? 0);
    if (x !== y) return x > y ? -1 : 1;
    const [m, n] = [name(a), name(b)];
    return m < n ? -1 : m > n ? 1 : a - b;
  };
}

const abs = (value: number | bigint): number | bigint => (value < 0 ? -value : value);
