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
  const strings = Uint8Array.from(smallStrings(tree), (s) => (s.includes(sought) ? 1 : 0));
  let [count, value] = [0, 0];
  // a hit, or anything below one
  const within = new Uint8Array(tree.count);
  for (let i = 1; i < tree.count; i++) {
    const above = within[parent[i] as number];
    if (strings[name[i] as number] === 0 && strings[file[i] as number] === 0) within[i] = above as number;
    else {
      count += 1;
      if (above === 0) value += cum[i] as number;
      within[i] = 1;
    }
  }
  return { strings, count, value };
}

export const isHit = (tree: FlameTree, hits: Hits, node: number): boolean =>
  hits.strings[tree.name[node] ?? 0] === 1 || hits.strings[tree.file[node] ?? 0] === 1;

/** Hits, the largest first, at most `most`: for going from one to the next. */
export function largestHits(tree: FlameTree, hits: Hits, most = 500): number[] {
  const list: number[] = [];
  for (let i = 1; i < tree.count; i++) if (isHit(tree, hits, i)) list.push(i);
  return list.sort((a, b) => (tree.size[b] ?? 0) - (tree.size[a] ?? 0) || a - b).slice(0, most);
}
