import { at, isEmpty, type Series } from '../columns.js';
import type { Env } from '../env.js';
import { refuse } from '../errors.js';
import type { AggregatorSpec } from './spec.js';
import { groupSeries } from './groups.js';

/** Whether value `a` is given up before `b`. NaN is given up first. */
type Worse = (a: number, b: number) => boolean;

const INT64_LIMIT = 2 ** 63;

/**
 * `topk` and `bottomk`: the k best series of each group, decided anew at each step; they keep their labels. In an
 * instant query they come in order, best first.
 */
export function pickK(worseNumber: Worse): AggregatorSpec['run'] {
  const worse: Worse = (a, b) => Number.isNaN(a) || worseNumber(a, b);
  return function* run(aggregate, series, param, env) {
    if (param?.type !== 'scalar') throw new Error('topk without k');
    const ks = param.v;
    if (ks.every((k) => k < 1)) return [];
    for (const k of ks) requireInteger(k);
    const picked = new Map(series.map((each) => [each, new Uint8Array(env.times.length)]));
    const ordered: Series[] = [];
    for (const group of groupSeries(aggregate, series)) {
      for (let step = 0; step < env.times.length; step++) {
        const best = bestAt(group.series, step, Math.min(Math.trunc(at(ks, step)), series.length), worse);
        for (const each of best) (picked.get(each) ?? each.present)[step] = 1;
        if (env.instant) ordered.push(...best);
        env.meter.work(group.series.length);
        if (env.meter.due()) yield;
      }
    }
    for (const [each, present] of picked) each.present = present;
    return resultOf(series, ordered, env);
  };
}

const resultOf = (series: Series[], ordered: Series[], env: Env): Series[] =>
  env.instant ? ordered : series.filter((each) => !isEmpty(each));

function requireInteger(k: number): void {
  if (Number.isNaN(k)) refuse('PROMQL_TYPE', 'Parameter value is NaN', { found: 'NaN' });
  if (k <= -INT64_LIMIT)
    refuse('PROMQL_TYPE', `Scalar value ${String(k)} underflows int64`, { found: String(k) });
  if (k >= INT64_LIMIT)
    refuse('PROMQL_TYPE', `Scalar value ${String(k)} overflows int64`, { found: String(k) });
}

/** Best first. A heap with the worst on top, Go's container/heap, so that equal values win and lose as there. */
function bestAt(series: readonly Series[], step: number, k: number, worse: Worse): Series[] {
  if (k < 1) return [];
  const heap: Series[] = [];
  const value = (index: number): number => at(heap[index]?.v ?? EMPTY, step);
  const swap = (i: number, j: number): void => {
    const [a, b] = [heap[i], heap[j]];
    if (a === undefined || b === undefined) return;
    heap[i] = b;
    heap[j] = a;
  };
  const up = (start: number): void => {
    for (let j = start; j > 0;) {
      const i = (j - 1) >> 1;
      if (!worse(value(j), value(i))) break;
      swap(i, j);
      j = i;
    }
  };
  const down = (): void => {
    for (let i = 0, left = 1; left < heap.length; left = 2 * i + 1) {
      const right = left + 1;
      const j = right < heap.length && worse(value(right), value(left)) ? right : left;
      if (!worse(value(j), value(i))) break;
      swap(i, j);
      i = j;
    }
  };
  for (const each of series) {
    if (each.present[step] === 0) continue;
    const now = at(each.v, step);
    if (heap.length < k) {
      heap.push(each);
      up(heap.length - 1);
    } else if (worse(value(0), now) && !Number.isNaN(now)) {
      heap[0] = each;
      down();
    }
  }
  return heap.sort((a, b) => bestFirst(at(a.v, step), at(b.v, step), worse));
}

const EMPTY = new Float64Array(1);

function bestFirst(a: number, b: number, worse: Worse): number {
  if (Number.isNaN(a) && Number.isNaN(b)) return 0;
  if (worse(b, a)) return -1;
  return worse(a, b) ? 1 : 0;
}
