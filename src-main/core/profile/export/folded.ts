import type { FrameTree } from '../stacks/frames.js';
import { selfAmounts, type Slice } from '../analyze/slice.js';

/** Pieces of text of about this many characters: a whole export may not fit into one string. */
const PIECE = 1 << 16;

/** One line a stack, `entry;…;leaf value`, as flamegraph.pl and its kin read it; a separator within a name becomes a colon. */
export function* folded(slice: Slice): Generator<string> {
  const { tree, fns } = slice;
  const values = selfAmounts(slice);
  const names = fns.map(({ name }) => name.replace(/;/g, ':').replace(/\s+/g, ' '));
  let piece = '';
  for (const node of standing(tree, values)) {
    piece += `${pathOf(tree, node, (at) => names[tree.fn[at] as number] ?? '').join(';')} ${String(values[node])}\n`;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}

/** Nodes that samples stand in. */
export function* standing(tree: FrameTree, values: ArrayLike<number | bigint>): Generator<number> {
  for (let node = 1; node < tree.count; node++) if (Number(values[node]) !== 0) yield node;
}

/** Something of every frame from the entry point to a node. */
export function pathOf<T>(tree: FrameTree, node: number, of: (node: number) => T): T[] {
  const path: T[] = [];
  for (let at = node; at > 0; at = tree.parent[at] as number) path.push(of(at));
  return path.reverse();
}
