import type { GoroutineTable } from '../../../../shared/model/profile.js';
import { ProfileRefused, type Profile } from '../model/profile.js';
import type { FunctionIndex } from '../stacks/functions.js';
import { factsOfSets, type GoroutineFacts } from './facts.js';
import { Group } from './group.js';
import { framesOf, stackOf, type Frame } from './stacks.js';

export interface GoroutineQuery {
  /** `stack` (with state and creator), `state`, `creator` or `label:KEY`. */
  by?: string | undefined;
  state?: string | undefined;
  /** Only those proved leaked. */
  leaked?: boolean | undefined;
  /** Part of a function, file or label, case aside. */
  search?: string | undefined;
}

/** Groups listed at most, so that 100 000 goroutines of their own do not become an answer of their own each. */
const MOST_GROUPS = 2000;

/** One goroutine, or as many as a profile counted on one stack with equal labels. */
interface Row {
  facts: GoroutineFacts;
  node: number;
  creator: number;
}

/**
 * Goroutines of a dump, or of a profile that only counts stacks, in groups, the largest 2000 first. Totals and states
 * are of all goroutines, whatever the query. Throws ProfileRefused (BAD_FILTER) for a grouping that is none.
 */
export function goroutineTable(profile: Profile, fns: FunctionIndex, query: GoroutineQuery): GoroutineTable {
  const keyOf = grouping(query.by ?? 'stack');
  const matches = matcher(profile, fns, query);
  const facts = factsOfSets(profile);
  const values = profile.samples.values[Math.max(0, profile.defaultSampleType)];
  const groups = new Map<string, Group>();
  const states = new Map<string, number>();
  const stacks = new Set<number>();
  let [total, leaked] = [0, 0];
  for (let s = 0; s < profile.samples.count; s++) {
    const row: Row = {
      facts: facts[profile.samples.labels[s] ?? 0] as GoroutineFacts,
      node: profile.samples.stack[s] ?? 0,
      creator: profile.goroutines?.creator[s] ?? -1,
    };
    const count = Number(values?.[s] ?? 0);
    total += count;
    if (row.facts.leaked) leaked += count;
    states.set(row.facts.state, (states.get(row.facts.state) ?? 0) + count);
    stacks.add(row.node);
    if (!matches(row)) continue;
    const key = keyOf(row);
    let group = groups.get(key);
    if (group === undefined) groups.set(key, (group = new Group(key)));
    group.add(row.facts, row.node, row.creator, count);
  }
  const detailed = profile.goroutines !== undefined;
  const creatorAt = (location: number): Frame | null =>
    location === -1 ? null : (framesOf(profile, fns, location)[0] ?? null);
  return {
    items: [...groups.values()]
      .sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1))
      .slice(0, MOST_GROUPS)
      .map((group) => group.done((node) => stackOf(profile, fns, node), creatorAt)),
    total,
    leaked,
    stacks: stacks.size,
    states: detailed
      ? [...states].map(([state, count]) => ({ state, count })).sort((a, b) => b.count - a.count)
      : [],
    detailed,
  };
}

function grouping(by: string): (row: Row) => string {
  if (by === 'stack') return ({ facts, node, creator }) => `${node}/${creator}/${facts.state}`;
  if (by === 'state') return ({ facts }) => facts.state;
  if (by === 'creator') return ({ creator }) => creator.toString();
  if (by.startsWith('label:')) {
    const name = by.slice('label:'.length);
    return ({ facts }) => facts.labels.find(({ key }) => key === name)?.value ?? '';
  }
  throw new ProfileRefused(
    'BAD_FILTER',
    `Goroutines are grouped by stack, state, creator or label:KEY, not by “${by.slice(0, 100)}”.`,
    { name: 'by', why: by.slice(0, 100) },
  );
}

function matcher(
  profile: Profile,
  fns: FunctionIndex,
  { state, leaked, search = '' }: GoroutineQuery,
): (row: Row) => boolean {
  const wanted = search.toLowerCase();
  const says = (text: string): boolean => text.toLowerCase().includes(wanted);
  const found = wanted === '' ? null : nodesThat(profile, fns, says);
  const creators = new Map<number, boolean>([[-1, false]]);
  const creatorSays = (location: number): boolean => {
    let known = creators.get(location);
    if (known === undefined) {
      known = framesOf(profile, fns, location).some(({ name, file }) => says(name) || says(file));
      creators.set(location, known);
    }
    return known;
  };
  return ({ facts, node, creator }) =>
    (state === undefined || facts.state === state) &&
    (leaked !== true || facts.leaked) &&
    (found === null ||
      found[node] === 1 ||
      creatorSays(creator) ||
      facts.labels.some(({ key, value }) => says(`${key}=${value}`)));
}

/** Stacks with a frame that says it, itself or above. */
function nodesThat(profile: Profile, fns: FunctionIndex, says: (text: string) => boolean): Uint8Array {
  const { stacks, locations } = profile;
  const hit = new Uint8Array(locations.count);
  for (let l = 0; l < locations.count; l++)
    if (framesOf(profile, fns, l).some(({ name, file }) => says(name) || says(file))) hit[l] = 1;
  const found = new Uint8Array(stacks.count);
  // Parents stand before their children.
  for (let node = 1; node < stacks.count; node++)
    found[node] = (hit[stacks.location[node] ?? 0] ?? 0) | (found[stacks.parent[node] ?? 0] ?? 0);
  return found;
}
