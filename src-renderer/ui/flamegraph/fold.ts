import { FRAME_FLAGS } from '../../../shared/model/profile.js';
import type { FlameTree } from './tree.js';

/** Frames in a row that each hand this share to one child say nothing of their own. */
const HANDS_ON = 0.9;
/** Fewer are left as they are. */
const LEAST = 4;

const { own: OWN, runtime: RUNTIME } = FRAME_FLAGS;

export interface FoldRule {
  /** True for what never folds: search hits, the selection. */
  keep: (node: number) => boolean;
  /** First frames of folds that a person opened. */
  opened: ReadonlySet<number>;
}

/** What stands at the start of a chain: `fold` frames become one, or `plain` frames stay. One of them is 0. */
export interface Chain {
  fold: number;
  plain: number;
}

const heaviest = (tree: FlameTree, node: number): number => {
  const at = tree.first[node] ?? 0;
  return at < (tree.first[node + 1] ?? 0) ? (tree.child[at] ?? -1) : -1;
};

const flag = (tree: FlameTree, node: number, bits: number): boolean => ((tree.flags[node] ?? 0) & bits) !== 0;

const ALONE: Chain = { fold: 0, plain: 1 };
/** Used again for every chain: most boxes of every drawing ask for one. */
const chain: number[] = [];

/**
 * What to do with the chain that starts at `node`. Four or more frames in a row that each hand 90 % or more to one
 * child fold, and so does the router that ends them. The last own frames of a chain stand: those below them are
 * the work they asked for, not what led to them.
 */
export function chainAt(tree: FlameTree, node: number, rule: FoldRule): Chain {
  chain.length = 0;
  let next = node;
  while (next >= 0 && !rule.keep(next)) {
    const heavy = heaviest(tree, next);
    if (heavy < 0 || (tree.size[heavy] ?? 0) < (tree.size[next] ?? 0) * HANDS_ON) break;
    chain.push(next);
    next = heavy;
  }
  if (chain.length === 0) return ALONE;
  if (rule.opened.has(node)) return { fold: 0, plain: chain.length };
  if (chain.length >= LEAST - 1 && !rule.keep(next) && isRouter(tree, next)) {
    chain.push(next);
    return { fold: chain.length, plain: 0 };
  }
  const run = lastOwnRun(tree, chain);
  if (run.from >= LEAST) return { fold: run.from, plain: 0 };
  if (run.from > 0 || run.to > 0) return { fold: 0, plain: run.to };
  return chain.length >= LEAST ? { fold: chain.length, plain: 0 } : { fold: 0, plain: chain.length };
}

/** Code of others that hands on to own code, in parts. */
function isRouter(tree: FlameTree, node: number): boolean {
  if (node < 0 || flag(tree, node, OWN | RUNTIME)) return false;
  for (let i = tree.first[node] ?? 0; i < (tree.first[node + 1] ?? 0); i++)
    if (flag(tree, tree.child[i] ?? 0, OWN)) return true;
  return false;
}

/** The last own frames in a row, [from, to) of the chain; both 0 where it has none. */
function lastOwnRun(tree: FlameTree, chain: readonly number[]): { from: number; to: number } {
  let to = chain.length;
  while (to > 0 && !flag(tree, chain[to - 1] ?? 0, OWN)) to -= 1;
  let from = to;
  while (from > 0 && flag(tree, chain[from - 1] ?? 0, OWN)) from -= 1;
  return { from, to };
}

/** Frames of a fold, outermost first. */
export function foldedFrames(tree: FlameTree, node: number, frames: number): number[] {
  const list = [node];
  while (list.length < frames) list.push(heaviest(tree, list[list.length - 1] ?? 0));
  return list;
}

/**
 * What hangs below a fold and is at least `least` large: children of any of its frames that are not of it
 * themselves, the largest first.
 */
export function foldedChildren(tree: FlameTree, node: number, frames: number, least: number): number[] {
  const list: number[] = [];
  let frame = node;
  for (let i = 1; i <= frames; i++) {
    const from = tree.first[frame] ?? 0;
    const to = tree.first[frame + 1] ?? 0;
    // of every frame but the last, the first child is the next frame
    for (let k = i < frames ? from + 1 : from; k < to; k++) {
      const child = tree.child[k] ?? 0;
      if ((tree.size[child] ?? 0) < least) break;
      list.push(child);
    }
    frame = tree.child[from] ?? 0;
  }
  return list.sort((a, b) => (tree.size[b] ?? 0) - (tree.size[a] ?? 0) || a - b);
}
