import { describe, expect, it } from 'vitest';
import { StackTrie } from '../../../../../../src-main/core/profile/model/stack-trie.js';

/** Stacks that begin alike and branch off at every depth, more than the hash holds at first. */
function stacks(count: number): number[][] {
  let state = 7;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  return Array.from({ length: count }, () => Array.from({ length: 1 + random(20) }, () => random(4)));
}

describe('the tree of stacks', () => {
  const trie = new StackTrie();
  const all = stacks(20_000);
  const add = (stack: readonly number[]): number =>
    stack.reduce((node, location) => trie.child(node, location), 0);
  const nodes = all.map(add);

  it('has one node for each distinct beginning of a stack', () => {
    const beginnings = new Set(all.flatMap((stack) => stack.map((_, i) => stack.slice(0, i + 1).join())));
    expect(trie.count).toBe(beginnings.size + 1);
  });

  it('finds every stack again', () => {
    const { count } = trie;
    expect(all.map(add)).toEqual(nodes);
    expect(trie.count).toBe(count);
  });

  it('gives columns that spell each stack, parents before children', () => {
    const { count, parent, location } = trie.done();
    expect(parent.length).toBe(count);
    expect(parent.every((above, node) => above < node)).toBe(true);
    const spelled = nodes.map((node) => {
      const stack: number[] = [];
      for (let at = node; at > 0; at = parent[at] as number) stack.unshift(location[at] as number);
      return stack;
    });
    expect(spelled).toEqual(all);
  });
});
