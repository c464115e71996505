import type { Profile } from '../model/profile.js';

/** Which frames of a profile a report sees. Every step of filtering narrows it. */
export interface Cut {
  /** By line: 0 = not shown. */
  line: Uint8Array;
  /** By location: 1 = not shown although it has no line of its own to hide. */
  hidden: Uint8Array;
  /** By node of the stacks: the node whose stack its samples have, where frames below were pruned; null = each its own. */
  stack: Int32Array | null;
  /** By node: 1 = its own frames are not shown. */
  skip: Uint8Array;
  /** By node: 1 = samples there are left out. */
  dropped: Uint8Array;
}

/** The node whose stack the samples at `node` have. */
export const stackAt = (cut: Cut, node: number): number =>
  cut.stack === null ? node : (cut.stack[node] as number);

export function wholeCut(profile: Profile): Cut {
  const { count } = profile.stacks;
  return {
    line: new Uint8Array(profile.lines.func.length).fill(1),
    hidden: new Uint8Array(profile.locations.count),
    stack: null,
    skip: new Uint8Array(count),
    dropped: new Uint8Array(count),
  };
}
