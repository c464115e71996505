import { FRAME_FLAGS, type TreeExtra, type TreeView } from '../../../../shared/model/profile.js';
import type { ColumnFrame } from '../../../../shared/base/columns.js';
import { FLAG_OF } from '../names/origin.js';
import { StackTrie } from '../model/stack-trie.js';
import { combine, exact } from '../stacks/weights.js';
import { firstOnPath, subtreeSums } from './paths.js';
import { largest } from './prune-tree.js';
import type { Slice } from './slice.js';

/** Frames above one function or leaf that a tree of callers follows; deeper ones end there. */
const MAX_CALLER_DEPTH = 2000;

export interface TreeOptions {
  view: TreeView;
  /** Index of the function of `callers` and `callees`. */
  fn?: number;
  /** Nodes sent at most; the smallest are left out. */
  limit: number;
}

/** A tree of functions while it is made. */
interface Grown {
  trie: StackTrie;
  /** By node of the frame tree: the node here that its value goes to; -1 for none. */
  into: Int32Array;
  /** True where whole subtrees go there, not own values alone. */
  whole?: boolean;
  /** By node here: 1 where the compiler inlined every call. */
  inlined?: Uint8Array;
}

/**
 * A call tree by function. `merged` from the entry points; `inverted` from the functions samples stand in, up to
 * who called them; `callers` and `callees` of one function, whose outermost calls are the root.
 */
export function callTree(slice: Slice, { view, fn = -1, limit }: TreeOptions): ColumnFrame<TreeExtra> {
  const grown = grow(slice, view, fn);
  const { count, parent, location } = grown.trie.done();
  const own = slice.weights.limbs.map((self) => {
    const values = new Float64Array(count);
    gather(values, grown.whole === true ? subtreeSums(slice.tree, self) : self, grown.into);
    return values;
  });
  const whole = own.map((values) => subtreeSums({ count, parent }, values));
  const kept = largest(parent, combine(own), limit);
  const { fns, weights, sampleType } = slice;
  const strings = new Strings();
  const name = new Uint32Array(kept.count);
  const file = new Uint32Array(kept.count);
  const line = new Uint32Array(kept.count);
  const flags = new Uint8Array(kept.count);
  for (let at = 0; at < kept.count; at++) {
    const node = kept.nodes[at] as number;
    const shown = fns[node === 0 ? fn : (location[node] as number)];
    if (shown === undefined) continue;
    name[at] = strings.index(shown.name);
    file[at] = strings.index(shown.file);
    line[at] = Math.max(0, shown.line);
    flags[at] = FLAG_OF[shown.origin] | (grown.inlined?.[node] === 1 ? FRAME_FLAGS.inlined : 0);
  }
  const pick = (values: Float64Array): Float64Array => {
    const picked = new Float64Array(kept.count);
    for (let at = 0; at < kept.count; at++) picked[at] = values[kept.nodes[at] as number] as number;
    return picked;
  };
  return {
    columns: {
      parent: kept.parent,
      name,
      file,
      line,
      flat: combine(own.map(pick)),
      cum: combine(whole.map(pick)),
      flags,
    },
    strings: strings.list,
    extra: {
      view,
      sampleType,
      total: exact(weights.total),
      shown: exact(weights.shown),
      omitted: count - kept.count,
    },
  };
}

function grow(slice: Slice, view: TreeView, fn: number): Grown {
  switch (view) {
    case 'merged':
      return merged(slice);
    case 'inverted':
      return inverted(slice);
    case 'callers':
      return callers(slice, fn);
    case 'callees':
      return callees(slice, fn);
  }
}

/** Frames of one function below one caller become one node. */
function merged({ tree }: Slice): Grown {
  const trie = new StackTrie();
  const into = new Int32Array(tree.count);
  const called = new Uint8Array(tree.count);
  for (let node = 1; node < tree.count; node++) {
    const to = trie.child(into[tree.parent[node] as number] as number, tree.fn[node] as number);
    into[node] = to;
    if (tree.inlined[tree.entry[node] as number] !== 1) called[to] = 1;
  }
  return { trie, into, inlined: called.map((is) => 1 - is) };
}

function callees({ tree, fns }: Slice, fn: number): Grown {
  const trie = new StackTrie();
  const first = firstOnPath(tree, tree.fn, fns.length);
  const into = new Int32Array(tree.count).fill(-1);
  for (let node = 1; node < tree.count; node++) {
    if (tree.fn[node] === fn && first[node] === 1) into[node] = 0;
    else {
      const above = into[tree.parent[node] as number] as number;
      if (above !== -1) into[node] = trie.child(above, tree.fn[node] as number);
    }
  }
  return { trie, into };
}

/** Who called a function, from its outermost calls up; all that happens below them counts. */
function callers(slice: Slice, fn: number): Grown {
  const { tree, fns } = slice;
  const first = firstOnPath(tree, tree.fn, fns.length);
  const starts = (node: number): boolean => tree.fn[node] === fn && first[node] === 1;
  return { ...upwards(slice, starts, (node) => tree.parent[node] as number), whole: true };
}

/** From every frame that samples stand in up to its entry point. */
function inverted(slice: Slice): Grown {
  const { limbs } = slice.weights;
  return upwards(
    slice,
    (node) => limbs.some((self) => self[node] !== 0),
    (node) => node,
  );
}

function upwards(
  { tree }: Slice,
  starts: (node: number) => boolean,
  from: (node: number) => number,
): Pick<Grown, 'trie' | 'into'> {
  const trie = new StackTrie();
  const into = new Int32Array(tree.count).fill(-1);
  for (let node = 1; node < tree.count; node++) {
    if (!starts(node)) continue;
    let here = 0;
    let depth = 0;
    for (let at = from(node); at > 0 && depth < MAX_CALLER_DEPTH; at = tree.parent[at] as number, depth++) {
      here = trie.child(here, tree.fn[at] as number);
    }
    into[node] = here;
  }
  return { trie, into };
}

function gather(values: Float64Array, from: Float64Array, into: Int32Array): void {
  for (let node = 0; node < into.length; node++) {
    const to = into[node] as number;
    if (to !== -1) (values[to] as number) += from[node] as number;
  }
}

class Strings {
  readonly list: string[] = [''];
  private readonly known = new Map<string, number>([['', 0]]);

  index(text: string): number {
    const found = this.known.get(text);
    if (found !== undefined) return found;
    this.known.set(text, this.list.length);
    return this.list.push(text) - 1;
  }
}
