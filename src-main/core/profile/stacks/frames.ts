import type { Profile } from '../model/profile.js';
import { stackAt, type Cut } from './cut.js';
import type { FunctionIndex } from './functions.js';

/**
 * The stacks of a profile as a tree of frames, in preorder: a node's subtree is itself up to `end`. Node 0 is the
 * root, which is no frame. Inlined calls are frames of their own. Siblings of one function are not merged: only
 * a call tree needs that.
 */
export interface FrameTree {
  count: number;
  parent: Int32Array;
  /** One past the last node of the subtree. */
  end: Int32Array;
  /** Function of each node; -1 at the root. */
  fn: Int32Array;
  /** Entry of the profile's line table; -1 at the root and where a location has none. */
  entry: Int32Array;
  /** By entry of the line table. */
  lines: Float64Array;
  inlined: Uint8Array;
  /** By stack node of the profile: its node here; -1 where samples are left out. */
  nodeOf: Int32Array;
}

/** Line number of a node; 0 = not said. */
export const lineOf = ({ entry, lines }: FrameTree, node: number): number =>
  lines[entry[node] as number] ?? 0;

/** Expands locations into frames, outermost first, of what the cut shows. */
export function frameTree(profile: Profile, fns: FunctionIndex, cut: Cut): FrameTree {
  const { stacks, locations, lines } = profile;
  const { count, parent, location } = stacks;
  const shown = framesShown(profile, cut);
  const isHere = (node: number): boolean => stackAt(cut, node) === node && cut.skip[node] === 0;

  // Frames of whole subtrees from the leaves up; then each subtree's place follows that of the one before it.
  const size = new Int32Array(count);
  for (let node = count - 1; node > 0; node--) {
    if (isHere(node)) (size[node] as number) += shown[location[node] as number] as number;
    (size[parent[node] as number] as number) += size[node] as number;
  }
  const total = (size[0] as number) + 1;
  const tree: FrameTree = {
    count: total,
    parent: new Int32Array(total).fill(-1, 0, 1),
    end: new Int32Array(total).fill(total, 0, 1),
    fn: new Int32Array(total).fill(-1, 0, 1),
    entry: new Int32Array(total).fill(-1, 0, 1),
    lines: lines.line,
    inlined: inlinedEntries(profile),
    nodeOf: new Int32Array(count),
  };
  const { nodeOf } = tree;
  // Where the next child of a node begins; what has had all its children is not asked again. A node's size stands
  // in nodeOf until the node has its turn.
  const next = size;
  nodeOf.set(size);
  nodeOf[0] = 0;
  next[0] = 1;
  const { parent: parents, end: ends, fn: functions, entry: entries } = tree;
  for (let node = 1; node < count; node++) {
    const above = parent[node] as number;
    const from = next[above] as number;
    const end = from + (nodeOf[node] as number);
    next[above] = end;
    let at = from;
    let here = nodeOf[above] as number;
    if (isHere(node)) {
      const l = location[node] as number;
      const first = locations.firstLine[l] as number;
      const last = (locations.firstLine[l + 1] as number) - 1;
      const isBare = first > last && shown[l] === 1;
      for (let i = isBare ? first : last; i >= first; i--) {
        if (!isBare && cut.line[i] !== 1) continue;
        parents[at] = here;
        ends[at] = end;
        functions[at] = isBare
          ? (fns.ofBareLocation[l] as number)
          : (fns.ofFunc[lines.func[i] as number] as number);
        entries[at] = isBare ? -1 : i;
        here = at++;
      }
    }
    nodeOf[node] = here;
    next[node] = at;
  }
  // A stack that was cut short ends at a node above, which has had its turn.
  for (let node = 0; node < count; node++) {
    const effective = stackAt(cut, node);
    if (effective !== node) nodeOf[node] = nodeOf[effective] as number;
    else if (cut.dropped[node] === 1) nodeOf[node] = -1;
  }
  return tree;
}

/** Frames by location. */
function framesShown({ locations }: Profile, cut: Cut): Uint32Array {
  const shown = new Uint32Array(locations.count);
  for (let l = 0; l < locations.count; l++) {
    const first = locations.firstLine[l] as number;
    const end = locations.firstLine[l + 1] as number;
    if (first === end) shown[l] = cut.hidden[l] === 1 ? 0 : 1;
    for (let i = first; i < end; i++) (shown[l] as number) += cut.line[i] as number;
  }
  return shown;
}

/** Every line of a location but the outermost was inlined into the next. */
function inlinedEntries({ locations, lines }: Profile): Uint8Array {
  const inlined = new Uint8Array(lines.func.length).fill(1);
  for (let l = 0; l < locations.count; l++) {
    const end = locations.firstLine[l + 1] as number;
    if (end > (locations.firstLine[l] as number)) inlined[end - 1] = 0;
  }
  return inlined;
}
