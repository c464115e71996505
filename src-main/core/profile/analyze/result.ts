import type { ProfileFacts, ProfileResult } from '../../../../shared/model/profile.js';
import type { Fn } from '../stacks/functions.js';
import { exact, percentOf } from '../stacks/weights.js';
import { byAmount, byFunction, type Slice } from './slice.js';
import { topTable } from './top.js';

const HOTSPOTS = 10;
/** Share of the whole from which a function is a hotspot, percent. */
const HOT_PERCENT = 5;
const STACK_FRAMES = 64;

/** The shape the product was specified with: top functions and hotspots of one profile. */
export function profileResult(
  slice: Slice,
  facts: ProfileFacts,
  id: string,
  limit: number | undefined,
): ProfileResult {
  const top = topTable(slice, { limit });
  return {
    id,
    type: facts.type,
    profile_type: facts.profileType,
    timestamp: facts.takenAt,
    sample_types: facts.sampleTypes.map(({ type, unit }) => ({ type, unit })),
    total: top.total,
    duration_seconds: facts.durationSeconds,
    top_functions: top.items,
    hotspots: hotspots(slice),
    anomalies: [],
    recommendations: [],
  };
}

/** Functions in which much of the whole is spent itself, each with the dearest stack that leads there, entry point first. */
function hotspots(slice: Slice): ProfileResult['hotspots'] {
  const { fns, weights } = slice;
  const { flat } = byFunction(slice);
  return fns
    .map((_, i) => i)
    .filter((i) => percentOf(flat[i], weights.total) >= HOT_PERCENT)
    .sort(byAmount(flat, (i) => fns[i]?.name ?? ''))
    .slice(0, HOTSPOTS)
    .map((i) => {
      const { name, file, line } = fns[i] as Fn;
      const percent = percentOf(flat[i], weights.total);
      const { unit } = slice.sampleType;
      return {
        name,
        file,
        line,
        reason: `${percent.toFixed(1)} % of all ${slice.sampleType.type} (${String(exact(flat[i]))} ${unit}) is spent in ${name} itself`,
        percent,
        stack: dearestStack(slice, i),
      };
    });
}

function dearestStack({ tree, fns, weights }: Slice, fn: number): string[] {
  // The highest limb decides where there are several.
  const self = weights.limbs[weights.limbs.length - 1] ?? new Float64Array(tree.count);
  let best = 0;
  for (let node = 1; node < tree.count; node++) {
    if (tree.fn[node] !== fn) continue;
    if (best === 0 || (self[node] as number) > (self[best] as number)) best = node;
  }
  const stack: string[] = [];
  for (let node = best; node > 0 && stack.length < STACK_FRAMES; node = tree.parent[node] as number)
    stack.push(fns[tree.fn[node] as number]?.name ?? '');
  return stack.reverse();
}
