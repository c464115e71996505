import type { FunctionDetail } from '../../../../shared/model/profile.js';
import { lineOf } from '../stacks/frames.js';
import { combine, exact } from '../stacks/weights.js';
import { scan, subtreeSums } from './paths.js';
import { byAmount, byFunction, byKey, type Amounts, type Slice } from './slice.js';
import { topRow } from './top.js';

/** One function: callers, callees and lines. An edge or line counts once a stack, however often recursion passes it. */
export function functionDetail(slice: Slice, fn: number): FunctionDetail | null {
  const { tree, fns, weights, sampleType } = slice;
  const shown = fns[fn];
  if (shown === undefined) return null;
  const { flat, cum } = byFunction(slice);
  const callers = edges(slice, (node) =>
    tree.fn[node] === fn ? (tree.fn[tree.parent[node] as number] as number) : -1,
  );
  const callees = edges(slice, (node) =>
    tree.fn[tree.parent[node] as number] === fn ? (tree.fn[node] as number) : -1,
  );
  const neighbours = (amounts: Amounts): FunctionDetail['callers'] =>
    fns
      .map((_, i) => i)
      .filter((i) => i !== fn && Number(amounts[i]) !== 0)
      .sort(byAmount(amounts, (i) => fns[i]?.name ?? ''))
      .map((i) => ({
        name: fns[i]?.name ?? '',
        file: fns[i]?.file ?? '',
        origin: fns[i]?.origin ?? 'unknown',
        value: exact(amounts[i]),
      }));
  return {
    ...topRow(shown, flat[fn], cum[fn], weights.total),
    total: exact(weights.total),
    sampleType,
    callers: neighbours(callers),
    callees: neighbours(callees),
    lines: lineCosts(slice, fn),
  };
}

/** Lines of a function with a value, by number. */
export function lineCosts({ tree, weights }: Slice, fn: number): FunctionDetail['lines'] {
  const index = new Map<number, number>();
  const key = new Int32Array(tree.count).fill(-1);
  for (let node = 1; node < tree.count; node++) {
    if (tree.fn[node] !== fn) continue;
    const line = lineOf(tree, node);
    let k = index.get(line);
    if (k === undefined) index.set(line, (k = index.size));
    key[node] = k;
  }
  const { flat, cum } = byKey(tree, key, index.size, weights);
  return [...index]
    .map(([line, k]) => ({ line, flat: exact(flat[k]), cum: exact(cum[k]) }))
    .filter((row) => row.flat !== 0 || row.cum !== 0)
    .sort((a, b) => a.line - b.line);
}

/** Values over the edges that `other` names, by the function at their other end; -1 is no edge. */
function edges({ tree, fns, weights }: Slice, other: (node: number) => number): Amounts {
  const active = new Int32Array(fns.length);
  const first: number[] = [];
  const end: number[] = [];
  scan(
    tree,
    (node) => {
      const to = other(node);
      if (to === -1) return;
      if (active[to] === 0) {
        first.push(node);
        end.push(to);
      }
      (active[to] as number)++;
    },
    (node) => {
      const to = other(node);
      if (to !== -1) (active[to] as number)--;
    },
  );
  return combine(
    weights.limbs.map((self) => {
      const whole = subtreeSums(tree, self);
      const sums = new Float64Array(fns.length);
      first.forEach((node, i) => {
        (sums[end[i] as number] as number) += whole[node] as number;
      });
      return sums;
    }),
  );
}
