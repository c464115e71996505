import type { Profile } from '../model/profile.js';
import { stackAt, type Cut } from './cut.js';
import type { FunctionIndex } from './functions.js';

/**
 * The stacks of a profile as a tree of frames, parents before their children. Node 0 is the root, which is no
 * frame. Inlined calls are frames of their own. Siblings of one function are not merged: only a call tree needs
 * that.
 */
export interface FrameTree {
  count: number;
  parent: Int32Array;
  /** Function of each node; -1 at the root. */
  fn: Int32Array;
  /** Entry of the profile's line table; -1 at the root and where a location has none. */
  readonly entry: Int32Array;
  /** By entry of the line table. */
  lines: Float64Array;
  inlined: Uint8Array;
  /** By stack node of the profile: its node here; -1 where samples are left out; null = each its own. */
  nodeOf: Int32Array | null;
}

/** Where samples of a stack node stand; -1 where they are left out. */
export const standsAt = ({ nodeOf }: Pick<FrameTree, 'nodeOf'>, stack: number): number =>
  nodeOf === null ? stack : (nodeOf[stack] as number);

/** Line number of a node; 0 = not said. */
export const lineOf = ({ entry, lines }: FrameTree, node: number): number =>
  lines[entry[node] as number] ?? 0;

/** Expands locations into frames, outermost first, of what the cut shows. */
export function frameTree(profile: Profile, fns: FunctionIndex, cut: Cut): FrameTree {
  const shown = framesShown(profile, cut);
  const isWhole = cut.stack === null && !cut.skip.includes(1) && !cut.dropped.includes(1);
  return isWhole && shown.every((frames) => frames === 1)
    ? stacksAsFrames(profile, fns)
    : expanded(profile, fns, cut, shown);
}

/** Nothing is left out and every location is one frame: the stacks are the tree. */
function stacksAsFrames(profile: Profile, fns: FunctionIndex): FrameTree {
  const { stacks, locations, lines } = profile;
  const { count, parent, location } = stacks;
  const ofLocation = new Int32Array(locations.count);
  for (let l = 0; l < locations.count; l++) {
    const first = locations.firstLine[l] as number;
    const isBare = first === locations.firstLine[l + 1];
    ofLocation[l] = isBare
      ? (fns.ofBareLocation[l] as number)
      : (fns.ofFunc[lines.func[first] as number] as number);
  }
  const functions = new Int32Array(count).fill(-1, 0, 1);
  for (let node = 1; node < count; node++) functions[node] = ofLocation[location[node] as number] as number;
  let entries: Int32Array | null = null;
  return {
    count,
    parent,
    fn: functions,
    // Few reports ask for lines.
    get entry() {
      return (entries ??= entriesOf(profile));
    },
    lines: lines.line,
    inlined: inlinedEntries(profile),
    nodeOf: null,
  };
}

function entriesOf({ stacks, locations }: Profile): Int32Array {
  const entries = new Int32Array(stacks.count).fill(-1, 0, 1);
  for (let node = 1; node < stacks.count; node++) {
    const l = stacks.location[node] as number;
    const first = locations.firstLine[l] as number;
    entries[node] = first === locations.firstLine[l + 1] ? -1 : first;
  }
  return entries;
}

function expanded(profile: Profile, fns: FunctionIndex, cut: Cut, shown: Uint32Array): FrameTree {
  const { stacks, locations, lines } = profile;
  const { count, parent, location } = stacks;
  const { skip, dropped } = cut;
  const isHere = (node: number): boolean => stackAt(cut, node) === node && skip[node] === 0;

  let total = 1;
  for (let node = 1; node < count; node++)
    if (isHere(node)) total += shown[location[node] as number] as number;
  const parents = new Int32Array(total).fill(-1, 0, 1);
  const functions = new Int32Array(total).fill(-1, 0, 1);
  const entries = new Int32Array(total).fill(-1, 0, 1);
  const nodeOf = new Int32Array(count);
  let at = 1;
  for (let node = 1; node < count; node++) {
    let here = nodeOf[parent[node] as number] as number;
    if (isHere(node)) {
      const l = location[node] as number;
      const first = locations.firstLine[l] as number;
      const last = (locations.firstLine[l + 1] as number) - 1;
      if (first > last && shown[l] === 1) {
        parents[at] = here;
        functions[at] = fns.ofBareLocation[l] as number;
        entries[at] = -1;
        here = at++;
      }
      for (let i = last; i >= first; i--) {
        if (cut.line[i] !== 1) continue;
        parents[at] = here;
        functions[at] = fns.ofFunc[lines.func[i] as number] as number;
        entries[at] = i;
        here = at++;
      }
    }
    nodeOf[node] = here;
  }
  // A stack that was cut short ends at a node above, which has had its turn.
  for (let node = 0; node < count; node++) {
    const effective = stackAt(cut, node);
    if (effective !== node) nodeOf[node] = nodeOf[effective] as number;
    else if (dropped[node] === 1) nodeOf[node] = -1;
  }
  return {
    count: total,
    parent: parents,
    fn: functions,
    entry: entries,
    lines: lines.line,
    inlined: inlinedEntries(profile),
    nodeOf,
  };
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
