import type { HandOff, HandOffTable } from '../../../../shared/model/profile.js';
import { lineOf } from '../stacks/frames.js';
import { combine, exact } from '../stacks/weights.js';
import { firstOnPath, subtreeSums } from './paths.js';
import { byAmount, type Slice } from './slice.js';

const CALLEES = 4;

export interface HandOffOptions {
  limit?: number | undefined;
  /** Only what passes through this function, given to the lowest own line above its outermost call. */
  fn?: number | undefined;
}

/**
 * Lines of own code by what they cost: every sample belongs to the lowest own frame on its stack, and to the
 * function that frame called, or to the line itself when the sample stands there.
 */
export function handOffs(slice: Slice, { limit = Infinity, fn }: HandOffOptions): HandOffTable {
  const { tree, fns, weights, sampleType } = slice;
  const isOwn = (node: number): boolean => fns[tree.fn[node] as number]?.origin === 'own';
  const first = fn === undefined ? null : firstOnPath(tree, tree.fn, fns.length);
  const stands = (node: number): boolean => weights.limbs.some((self) => self[node] !== 0);
  const pairs = new Pairs();
  const pairOf = new Int32Array(tree.count).fill(-1);
  const ownAt = new Int32Array(tree.count).fill(-1);
  const calleeAt = new Int32Array(tree.count).fill(-1);
  for (let node = 1; node < tree.count; node++) {
    const parent = tree.parent[node] as number;
    const function_ = tree.fn[node] as number;
    const starts = first !== null && function_ === fn && first[node] === 1;
    if (isOwn(node) && !starts) {
      ownAt[node] = node;
      if (first === null && stands(node)) pairOf[node] = pairs.index(function_, lineOf(tree, node), -1);
      continue;
    }
    const own = ownAt[parent] as number;
    ownAt[node] = own;
    const callee = own === parent ? function_ : (calleeAt[parent] as number);
    calleeAt[node] = callee;
    if (own === -1 || !(first === null ? stands(node) : starts)) continue;
    pairOf[node] = pairs.index(tree.fn[own] as number, lineOf(tree, own), callee);
  }
  const amounts = combine(
    weights.limbs.map((self) => {
      const from = first === null ? self : subtreeSums(tree, self);
      const sums = new Float64Array(pairs.list.length);
      for (let node = 1; node < tree.count; node++) {
        const pair = pairOf[node] as number;
        if (pair !== -1) (sums[pair] as number) += from[node] as number;
      }
      return sums;
    }),
  );
  return {
    items: rows(slice, pairs, amounts).slice(0, limit),
    sampleType,
    total: exact(weights.total),
  };
}

function rows({ fns }: Slice, pairs: Pairs, amounts: Float64Array | BigInt64Array): HandOff[] {
  const byLine = new Map<string, number[]>();
  pairs.list.forEach(({ fn, line }, i) => {
    if (Number(amounts[i]) === 0) return;
    const key = `${fn.toString()} ${line.toString()}`;
    byLine.set(key, [...(byLine.get(key) ?? []), i]);
  });
  const nameOf = (i: number): string => fns[pairs.list[i]?.callee ?? -1]?.name ?? '';
  const list = [...byLine.values()].map((members) => {
    members.sort(byAmount(amounts, nameOf));
    const { fn, line, callee } = pairs.list[members[0] as number] as Pair;
    let value: number | bigint = amounts instanceof BigInt64Array ? 0n : 0;
    for (const member of members) value = add(value, amounts[member] as number | bigint);
    const row: HandOff = {
      file: fns[fn]?.file ?? '',
      line,
      function: fns[fn]?.name ?? '',
      callees: members
        .map(nameOf)
        .filter((name) => name !== '')
        .slice(0, CALLEES),
      itself: callee === -1,
      value: exact(value),
    };
    return { row, value: Number(value) };
  });
  list.sort((a, b) => Math.abs(b.value) - Math.abs(a.value) || (a.row.function < b.row.function ? -1 : 1));
  return list.map(({ row }) => row);
}

const add = (a: number | bigint, b: number | bigint): number | bigint =>
  typeof a === 'bigint' || typeof b === 'bigint' ? BigInt(a) + BigInt(b) : a + b;

interface Pair {
  fn: number;
  line: number;
  /** -1 = the line itself. */
  callee: number;
}

class Pairs {
  readonly list: Pair[] = [];
  private readonly known = new Map<string, number>();

  index(fn: number, line: number, callee: number): number {
    const key = `${fn.toString()} ${line.toString()} ${callee.toString()}`;
    const found = this.known.get(key);
    if (found !== undefined) return found;
    this.known.set(key, this.list.length);
    return this.list.push({ fn, line, callee }) - 1;
  }
}
