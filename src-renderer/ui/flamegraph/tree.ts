/** A call tree as columns. Node 0 is the root, parents stand before their children. */
export interface TreeColumns {
  parent: Int32Array;
  /** Indices into `strings`. */
  name: Uint32Array;
  file: Uint32Array;
  line: Uint32Array;
  /** What a node holds itself, and with all below it. */
  flat: Float64Array;
  cum: Float64Array;
  flags: Uint8Array;
  strings: readonly string[];
}

/** A call tree ready to be drawn: children of a node lie side by side, the largest first. */
export interface FlameTree extends TreeColumns {
  count: number;
  /** What a frame is wide of; |cum| unless a profile has negative values, then what stands below without signs. */
  size: Float64Array;
  /** Children of node i: child[first[i]] up to child[first[i + 1]]. */
  first: Uint32Array;
  child: Int32Array;
}

const SMALL = 24;

export function flameTree(columns: TreeColumns): FlameTree {
  const { parent } = columns;
  const count = parent.length;
  const size = sizes(columns);
  const first = new Uint32Array(count + 2);
  for (let i = 1; i < count; i++) bump(first, (parent[i] ?? 0) + 2, 1);
  for (let i = 1; i < first.length; i++) bump(first, i, first[i - 1] ?? 0);
  // first[p + 1] is where p's next child goes; once all are placed it is where p's children end
  const child = new Int32Array(Math.max(0, count - 1));
  for (let i = 1; i < count; i++) {
    const slot = (parent[i] ?? 0) + 1;
    child[first[slot] ?? 0] = i;
    bump(first, slot, 1);
  }
  for (let i = 0; i < count; i++) sortChildren(child, size, first[i] ?? 0, first[i + 1] ?? 0);
  return { ...columns, count, size, first: first.subarray(0, count + 1), child };
}

function bump(array: Uint32Array, at: number, by: number): void {
  array[at] = (array[at] ?? 0) + by;
}

function sizes({ parent, flat, cum }: TreeColumns): Float64Array {
  if (!cum.some((v) => v < 0) && !flat.some((v) => v < 0)) return cum;
  const size = flat.map(Math.abs);
  for (let i = size.length - 1; i > 0; i--) {
    const p = parent[i] ?? 0;
    size[p] = (size[p] ?? 0) + (size[i] ?? 0);
  }
  return size;
}

/** Largest first; equal ones stay in the order they came. Most nodes have few children: those are inserted in place. */
function sortChildren(child: Int32Array, size: Float64Array, from: number, to: number): void {
  if (to - from > SMALL) {
    child.subarray(from, to).sort((a, b) => (size[b] ?? 0) - (size[a] ?? 0) || a - b);
    return;
  }
  for (let i = from + 1; i < to; i++) {
    const node = child[i] ?? 0;
    const value = size[node] ?? 0;
    let at = i - 1;
    while (at >= from && (size[child[at] ?? 0] ?? 0) < value) {
      child[at + 1] = child[at] ?? 0;
      at -= 1;
    }
    child[at + 1] = node;
  }
}

export const nameOf = (tree: TreeColumns, node: number): string => tree.strings[tree.name[node] ?? 0] ?? '';
export const fileOf = (tree: TreeColumns, node: number): string => tree.strings[tree.file[node] ?? 0] ?? '';

/** The largest node of this name; -1 = there is none. */
export function largestNamed(tree: FlameTree, name: string): number {
  const index = tree.strings.indexOf(name);
  if (index < 0) return -1;
  let best = -1;
  for (let i = 0; i < tree.count; i++)
    if (tree.name[i] === index && (best < 0 || (tree.size[i] ?? 0) > (tree.size[best] ?? 0))) best = i;
  return best;
}

/** Left edge of a node as a fraction of the whole, and how much of it the node is wide. */
export function extentOf(tree: FlameTree, node: number): { from: number; to: number } {
  const whole = tree.size[0] ?? 0;
  if (whole === 0) return { from: 0, to: 1 };
  let from = 0;
  for (let at = node; at > 0; at = tree.parent[at] ?? 0) {
    const p = tree.parent[at] ?? 0;
    for (let i = tree.first[p] ?? 0; i < (tree.first[p + 1] ?? 0) && tree.child[i] !== at; i++)
      from += tree.size[tree.child[i] ?? 0] ?? 0;
  }
  return { from: from / whole, to: (from + (tree.size[node] ?? 0)) / whole };
}
