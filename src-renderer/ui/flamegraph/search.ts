import type { FlameTree } from './tree.js';

/** What a search found. */
export interface Hits {
  /** By string: 1 where it has what was sought. */
  strings: Uint8Array;
  /** Frames. */
  count: number;
  /** Union of the topmost ones: a hit below a hit is in it already. */
  value: number;
}

/** Frames whose function or file has the text, case aside; null for an empty text. */
export function search(tree: FlameTree, text: string): Hits | null {
  const sought = text.trim().toLowerCase();
  if (sought === '') return null;
  const strings = Uint8Array.from(tree.strings, (s) => (s.toLowerCase().includes(sought) ? 1 : 0));
  const hits: Hits = { strings, count: 0, value: 0 };
  // a hit, or anything below one
  const within = new Uint8Array(tree.count);
  for (let i = 1; i < tree.count; i++) {
    const above = within[tree.parent[i] ?? 0] ?? 0;
    const is = isHit(tree, hits, i);
    if (is) {
      hits.count += 1;
      if (above === 0) hits.value += tree.cum[i] ?? 0;
    }
    within[i] = is || above === 1 ? 1 : 0;
  }
  return hits;
}

export const isHit = (tree: FlameTree, hits: Hits, node: number): boolean =>
  hits.strings[tree.name[node] ?? 0] === 1 || hits.strings[tree.file[node] ?? 0] === 1;

/** Hits, the largest first, at most `most`: for going from one to the next. */
export function largestHits(tree: FlameTree, hits: Hits, most = 500): number[] {
  const list: number[] = [];
  for (let i = 1; i < tree.count; i++) if (isHit(tree, hits, i)) list.push(i);
  return list.sort((a, b) => (tree.size[b] ?? 0) - (tree.size[a] ?? 0) || a - b).slice(0, most);
}
