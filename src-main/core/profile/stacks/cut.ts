import type { Profile } from '../model/profile.js';

/** Which frames of a profile a report sees. Every step of filtering narrows it. */
export interface Cut {
  /** By line: 0 = not shown. */
  line: Uint8Array;
  /** By location: 1 = not shown although it has no line of its own to hide. */
  hidden: Uint8Array;
  /** By node of the stacks: the node whose stack its samples have; the node itself unless frames below were pruned. */
  stack: Int32Array;
  /** By node: 1 = its own frames are not shown. */
  skip: Uint8Array;
  /** By node: 1 = samples there are left out. */
  dropped: Uint8Array;
}

export function wholeCut(profile: Profile): Cut {
  const { count } = profile.stacks;
  const stack = new Int32Array(count);
  for (let node = 0; node < count; node++) stack[node] = node;
  return {
    line: new Uint8Array(profile.lines.func.length).fill(1),
    hidden: new Uint8Array(profile.locations.count),
    stack,
    skip: new Uint8Array(count),
    dropped: new Uint8Array(count),
  };
}
