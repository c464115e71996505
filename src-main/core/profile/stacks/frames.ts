import { GrowF64, GrowI32 } from '../model/grow.js';
import type { Profile } from '../model/profile.js';
import { StackTrie } from '../model/stack-trie.js';
import type { Cut } from './cut.js';
import type { FunctionIndex } from './functions.js';

/**
 * The stacks of a profile as a tree of frames, in preorder: a node's subtree is itself up to `end`. Node 0 is the
 * root, which is no frame. Inlined calls are frames of their own.
 */
export interface FrameTree {
  count: number;
  parent: Int32Array;
  /** One past the last node of the subtree. */
  end: Int32Array;
  /** Function and line of each node; -1 and 0 at the root. */
  fn: Int32Array;
  line: Float64Array;
  inlined: Uint8Array;
  /** By stack node of the profile: its node here; -1 where samples are left out. */
  nodeOf: Int32Array;
}

/** Expands locations into frames, outermost first, of what the cut shows. */
export function frameTree(profile: Profile, fns: FunctionIndex, cut: Cut): FrameTree {
  const { stacks, locations, lines } = profile;
  const frames = new FrameTable();
  const ofLine = new Int32Array(lines.func.length).fill(-1);
  const trie = new StackTrie();
  const at = new Int32Array(stacks.count);
  for (let node = 1; node < stacks.count; node++) {
    let here = at[stacks.parent[node] as number] as number;
    if (cut.stack[node] !== node) continue;
    if (cut.skip[node] === 0) {
      const location = stacks.location[node] as number;
      const first = locations.firstLine[location] as number;
      const last = (locations.firstLine[location + 1] as number) - 1;
      if (first > last) {
        if (cut.hidden[location] === 0)
          here = trie.child(here, frames.index(fns.ofBareLocation[location] as number, 0, false));
      } else {
        for (let i = last; i >= first; i--) {
          if (cut.line[i] === 0) continue;
          let frame = ofLine[i] as number;
          if (frame === -1) {
            const fn = fns.ofFunc[lines.func[i] as number] as number;
            frame = ofLine[i] = frames.index(fn, lines.line[i] as number, i < last);
          }
          here = trie.child(here, frame);
        }
      }
    }
    at[node] = here;
  }
  return inPreorder(trie, frames, cut, at);
}

/** Distinct (function, line, inlined). */
class FrameTable {
  readonly fn = new GrowI32();
  readonly line = new GrowF64();
  readonly inlined = new GrowI32();
  private readonly known = new Map<string | number, number>();

  index(fn: number, line: number, inlined: boolean): number {
    const small = line >= 0 && line < 2 ** 21;
    const key = small
      ? (fn * 2 ** 21 + line) * 2 + (inlined ? 1 : 0)
      : `${fn.toString()} ${line.toString()} ${String(inlined)}`;
    const found = this.known.get(key);
    if (found !== undefined) return found;
    const index = this.fn.push(fn);
    this.line.push(line);
    this.inlined.push(inlined ? 1 : 0);
    this.known.set(key, index);
    return index;
  }
}

function inPreorder(trie: StackTrie, frames: FrameTable, cut: Cut, at: Int32Array): FrameTree {
  const { count, parent: parents, location: frame } = trie.done();
  // Subtree sizes from the leaves up; then every node's place follows its parent's, in the order of making.
  const size = new Int32Array(count).fill(1);
  for (let node = count - 1; node > 0; node--)
    (size[parents[node] as number] as number) += size[node] as number;
  const place = new Int32Array(count);
  const next = new Int32Array(count);
  next[0] = 1;
  const tree: FrameTree = {
    count,
    parent: new Int32Array(count),
    end: new Int32Array(count),
    fn: new Int32Array(count),
    line: new Float64Array(count),
    inlined: new Uint8Array(count),
    nodeOf: new Int32Array(at.length),
  };
  tree.parent[0] = -1;
  tree.fn[0] = -1;
  tree.end[0] = count;
  const fn = frames.fn.done();
  const line = frames.line.done();
  const inlined = frames.inlined.done();
  for (let node = 1; node < count; node++) {
    const parent = parents[node] as number;
    const here = next[parent] as number;
    next[parent] = here + (size[node] as number);
    place[node] = here;
    next[node] = here + 1;
    const f = frame[node] as number;
    tree.parent[here] = place[parent] as number;
    tree.end[here] = here + (size[node] as number);
    tree.fn[here] = fn[f] as number;
    tree.line[here] = line[f] as number;
    tree.inlined[here] = inlined[f] as number;
  }
  for (let node = 0; node < at.length; node++) {
    const effective = cut.stack[node] as number;
    tree.nodeOf[node] = cut.dropped[effective] === 1 ? -1 : (place[at[effective] as number] as number);
  }
  return tree;
}
