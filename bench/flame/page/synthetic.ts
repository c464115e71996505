import { FRAME_FLAGS } from '../../../shared/model/profile.js';
import type { TreeColumns } from '../../../src-renderer/ui/flamegraph/tree.js';

/** Own ones first. */
export const PACKAGES = [
  ['example.com/shop/internal/catalog', FRAME_FLAGS.own],
  ['example.com/shop/internal/pricing', FRAME_FLAGS.own],
  ['example.com/shop/internal/orders', FRAME_FLAGS.own],
  ['github.com/jackc/pgx/v5', FRAME_FLAGS.dependency],
  ['encoding/json', FRAME_FLAGS.stdlib],
  ['regexp', FRAME_FLAGS.stdlib],
  ['runtime', FRAME_FLAGS.runtime],
] as const;
const NAMES = 4000;
const MAX_DEPTH = 90;
/** Part of the frames that call one other only. */
const CHAIN = 0.66;

/** The same numbers in every run, [0, 1). */
function random(seed: number): () => number {
  let x = seed;
  return () => {
    x = (Math.imul(x, 1_664_525) + 1_013_904_223) | 0;
    return (x >>> 0) / 2 ** 32;
  };
}

/** Shares of a frame that it hands to its callees: mostly nearly all to one, else to a few unlike ones. */
function shares(next: () => number): number[] {
  if (next() < CHAIN) return [1 - 0.004 * next()];
  const parts = Array.from({ length: 2 + Math.floor(next() * 2) }, () => 0.2 + next());
  const sum = parts.reduce((a, b) => a + b, 0) / (1 - 0.004 * next());
  return parts.map((part) => part / sum);
}

/**
 * A call tree of `count` nodes like a service's, and with more frames on screen than one: the largest frame that
 * has no callees yet is given some, until there are enough, so no node hides in a subtree too small to be drawn
 * while a larger frame ends. The bench says how many boxes that makes.
 */
export function syntheticTree(count: number): TreeColumns {
  const next = random(11);
  const parent = new Int32Array(count);
  const depth = new Uint8Array(count);
  const name = new Uint32Array(count);
  const flags = new Uint8Array(count);
  const cum = new Float64Array(count);
  parent[0] = -1;
  cum[0] = 3_000_000;
  const flat = cum.slice();
  // frames by the power of two of their size; within one the order does not matter
  const open: number[][] = Array.from({ length: 64 }, () => []);
  const put = (node: number): void => {
    if ((depth[node] ?? 0) < MAX_DEPTH) open[Math.floor(Math.log2(cum[node] ?? 0)) + 32]?.push(node);
  };
  put(0);
  let made = 1;
  while (made < count) {
    const p =
      open
        .filter((list) => list.length > 0)
        .at(-1)
        ?.pop() ?? 0;
    for (const share of shares(next)) {
      if (made === count) break;
      parent[made] = p;
      depth[made] = (depth[p] ?? 0) + 1;
      cum[made] = (cum[p] ?? 0) * share;
      flat[made] = cum[made] ?? 0;
      flat[p] = (flat[p] ?? 0) - (cum[made] ?? 0);
      const n = Math.floor(next() ** 2 * NAMES);
      name[made] = n + 1;
      flags[made] = PACKAGES[n % PACKAGES.length]?.[1] ?? 0;
      put(made);
      made += 1;
    }
  }
  const strings = [
    '',
    ...Array.from(
      { length: NAMES },
      (_, n) => `${PACKAGES[n % PACKAGES.length]?.[0] ?? ''}.(*Type${String(n % 97)}).Method${String(n)}`,
    ),
  ];
  return {
    parent,
    name,
    file: new Uint32Array(count),
    line: new Uint32Array(count),
    flat,
    cum,
    flags,
    strings,
  };
}
