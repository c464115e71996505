import type { FrameTree } from '../stacks/frames.js';

/** Visits every node but the root in preorder and says when its subtree is over. No recursion: stacks may be a million deep. */
export function scan(
  tree: Pick<FrameTree, 'count' | 'end'>,
  enter: (node: number) => void,
  leave: (node: number) => void,
): void {
  const open: number[] = [];
  for (let node = 1; node < tree.count; node++) {
    while (open.length > 0 && (tree.end[open[open.length - 1] as number] as number) <= node)
      leave(open.pop() as number);
    enter(node);
    open.push(node);
  }
  while (open.length > 0) leave(open.pop() as number);
}

/** 1 where no node above has the same key: what a sum by key counts, so that recursion counts once. Key -1 is none. */
export function firstOnPath(tree: FrameTree, key: Int32Array, keys: number): Uint8Array {
  const active = new Int32Array(keys);
  const first = new Uint8Array(tree.count);
  scan(
    tree,
    (node) => {
      const k = key[node] as number;
      if (k === -1) return;
      if (active[k] === 0) first[node] = 1;
      (active[k] as number)++;
    },
    (node) => {
      const k = key[node] as number;
      if (k !== -1) (active[k] as number)--;
    },
  );
  return first;
}

/** Values of whole subtrees from the nodes' own. */
export function subtreeSums(tree: Pick<FrameTree, 'count' | 'parent'>, self: Float64Array): Float64Array {
  const cum = self.slice();
  for (let node = tree.count - 1; node > 0; node--)
    (cum[tree.parent[node] as number] as number) += cum[node] as number;
  return cum;
}

/**
 * Flat and cum by key from the nodes' own values, recursion counted once: in preorder, a subtree's sum is what was
 * passed between entering and leaving it. Nothing is kept by node.
 */
export function sumsByKey(
  tree: FrameTree,
  key: Int32Array,
  keys: number,
  self: Float64Array,
): { flat: Float64Array; cum: Float64Array } {
  const flat = new Float64Array(keys);
  const cum = new Float64Array(keys);
  const active = new Int32Array(keys);
  let passed = 0;
  scan(
    tree,
    (node) => {
      const k = key[node] as number;
      const own = self[node] as number;
      if (k !== -1) {
        (flat[k] as number) += own;
        if (active[k] === 0) (cum[k] as number) -= passed;
        (active[k] as number)++;
      }
      passed += own;
    },
    (node) => {
      const k = key[node] as number;
      if (k === -1) return;
      (active[k] as number)--;
      if (active[k] === 0) (cum[k] as number) += passed;
    },
  );
  return { flat, cum };
}
