import type { ProfileLabel } from '../model/profile.js';
import { StackTrie } from '../model/stack-trie.js';

/** Labels of samples as a tree of distinct labels: equal sets become one. Set 0 is the empty one. */
export class LabelTable {
  private readonly labels: ProfileLabel[] = [];
  private readonly known = new Map<number | bigint | string, number>();
  private readonly trie = new StackTrie();
  private readonly used = new Set<number>();

  /** Index of a label. */
  label(key: number, text: number, number: number | bigint, unit: number): number {
    // Most labels are a key with a small text or number: one integer tells them apart.
    const small = text !== 0 ? text * 2 : typeof number === 'number' && number >= 0 ? number * 2 + 1 : -1;
    const isSmall = small >= 0 && small < 2 ** 31 && key < 2 ** 11 && unit < 2 ** 10;
    const mark = isSmall
      ? (small * 2 ** 11 + key) * 2 ** 10 + unit
      : `${key.toString()} ${text.toString()} ${number.toString()} ${unit.toString()}`;
    const found = this.known.get(mark);
    if (found !== undefined) return found;
    const index = this.labels.push({ key, text: text === 0 ? -1 : text, number, unit }) - 1;
    this.known.set(mark, index);
    return index;
  }

  /** Index of the set of these labels, in their order. */
  set(labels: Int32Array, count: number): number {
    let node = 0;
    for (let i = 0; i < count; i++) node = this.trie.child(node, labels[i] as number);
    this.used.add(node);
    return node;
  }

  /** Every distinct label. */
  get all(): readonly ProfileLabel[] {
    return this.labels;
  }

  /** Sets by index: a node of the tree is the set of the labels on the way to it. Those no sample has stay empty. */
  done(): ProfileLabel[][] {
    const { count, parent, location } = this.trie.done();
    const sets = new Array<ProfileLabel[]>(count).fill([]);
    for (const node of this.used) {
      const set: ProfileLabel[] = [];
      for (let at = node; at > 0; at = parent[at] as number)
        set.push(this.labels[location[at] as number] as ProfileLabel);
      sets[node] = set.reverse();
    }
    return sets;
  }
}
