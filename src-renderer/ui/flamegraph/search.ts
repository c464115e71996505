import type { FlameTree } from './tree.js';

const BELOW = 1;
const HIT = 2;

/** What a search found. */
export interface Hits {
  /** By node: {@link HIT}, {@link BELOW} or 0. */
  nodes: Uint8Array;
  /** Frames. */
  count: number;
  /** Union of the topmost ones: a hit below a hit is in it already. */
  value: number;
}

/** Names in small letters, kept while their tree is: a search is made anew with every letter typed. */
const small = new WeakMap<readonly string[], readonly string[]>();

function smallStrings(tree: FlameTree): readonly string[] {
  let list = small.get(tree.strings);
  if (list === undefined) {
    list = tree.strings.map((s) => s.toLowerCase());
    small.set(tree.strings, list);
  }
  return list;
}

/** Frames whose function or file has the text, case aside; null for an empty text. */
export function search(tree: FlameTree, text: string): Hits | null {
  const sought = text.trim().toLowerCase();
  if (sought === '') return null;
  const { parent, name, file, cum } = tree;
  const strings = new Uint8Array(tree.strings.length);
  let found = 0;
  smallStrings(tree).forEach((s, i) => {
    if (s.includes(sought)) found = strings[i] = 1;
  });
  const nodes = new Uint8Array(tree.count);
  let [count, value] = [0, 0];
  if (found === 0) return { nodes, count, value };
  for (let i = 1; i < tree.count; i++) {
    const above = nodes[parent[i] as number] as number;
    if (strings[name[i] as number] === 0 && strings[file[i] as number] === 0) {
      if (above !== 0) nodes[i] = BELOW;
      continue;
    }
    count += 1;
    if (above === 0) value += cum[i] as number;
    nodes[i] = HIT;
  }
  return { nodes, count, value };
}

export const isHit = (hits: Hits, node: number): boolean => hits.nodes[node] === HIT;

/** Hits, the largest first, at most `most`: for going from one to the next. */
export function largestHits(tree: FlameTree, hits: Hits, most = 500): number[] {
  const list: number[] = [];
  for (let i = 1; i < tree.count; i++) if (isHit(hits, i)) list.push(i);
  return list.sort((a, b) => (tree.size[b] ?? 0) - (tree.size[a] ?? 0) || a - b).slice(0, most);
}
