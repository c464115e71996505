import type { Amounts } from './slice.js';
import { subtreeSums } from './paths.js';

/** The nodes of a tree worth sending: those with a value below them, the largest where they are too many. */
export function largest(
  parent: Int32Array,
  own: Amounts,
  limit: number,
): { count: number; nodes: Int32Array; parent: Int32Array } {
  const count = parent.length;
  const ownSize = new Float64Array(count);
  for (let node = 0; node < count; node++) ownSize[node] = Math.abs(Number(own[node]));
  const size = subtreeSums({ count, parent }, ownSize);
  size[0] = Infinity;
  const least = threshold(size, limit);
  const place = new Int32Array(count).fill(-1);
  const nodes = new Int32Array(Math.min(count, limit));
  let kept = 0;
  let room = limit;
  for (const value of size) if (value > least) room--;
  for (let node = 0; node < count; node++) {
    const value = size[node] as number;
    if (value === 0 || value < least) continue;
    // A parent is at least as large and stands before: it has had its place.
    if (value === least && room-- <= 0) continue;
    place[node] = kept;
    nodes[kept++] = node;
  }
  const above = new Int32Array(kept).fill(-1);
  for (let at = 1; at < kept; at++) above[at] = place[parent[nodes[at] as number] as number] as number;
  return { count: kept, nodes: nodes.subarray(0, kept), parent: above };
}

/** The size of the last node there is room for. */
function threshold(size: Float64Array, limit: number): number {
  if (size.length <= limit) return 0;
  return Float64Array.from(size).sort()[size.length - limit] ?? 0;
}
