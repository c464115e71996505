import type { FrameTree } from '../stacks/frames.js';

type Parents = Pick<FrameTree, 'count' | 'parent'>;

/** First child and next sibling by node; 0 = none. */
interface Links {
  child: Int32Array;
  sibling: Int32Array;
}

const linksOf = new WeakMap<Int32Array, Links>();

function links({ count, parent }: Parents): Links {
  const known = linksOf.get(parent);
  if (known !== undefined) return known;
  const child = new Int32Array(count);
  const sibling = new Int32Array(count);
  for (let node = count - 1; node > 0; node--) {
    const above = parent[node] as number;
    sibling[node] = child[above] as number;
    child[above] = node;
  }
  const made = { child, sibling };
  linksOf.set(parent, made);
  return made;
}

/** Visits every node but the root, a whole subtree before the next one. No recursion: stacks may be a million deep. */
export function scan(tree: Parents, enter: (node: number) => void, leave: (node: number) => void): void {
  const { child, sibling } = links(tree);
  const { parent } = tree;
  let node = child[0] as number;
  while (node !== 0) {
    enter(node);
    let next = child[node] as number;
    while (next === 0 && node !== 0) {
      leave(node);
      next = sibling[node] as number;
      if (next === 0) node = parent[node] as number;
    }
    node = next;
  }
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
export function subtreeSums(tree: Parents, self: Float64Array): Float64Array {
  const cum = self.slice();
  for (let node = tree.count - 1; node > 0; node--)
    (cum[tree.parent[node] as number] as number) += cum[node] as number;
  return cum;
}

/**
 * Flat and cum by key from the nodes' own values, recursion counted once: in a scan, a subtree's sum is what was
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
