import { at, isEmpty, newSeries, type Series } from '../columns.js';
import { KahanMean, KahanSum } from '../kahan.js';
import { quantile } from '../quantile.js';
import type { AggregatorSpec } from './spec.js';
import { groupSeries } from './groups.js';

/** Folds the values that a group's series have at one step into one; there is at least one. */
interface Fold {
  start: (value: number) => void;
  add: (value: number) => void;
  /** `param` is the first argument's value at this step, NaN without one. */
  result: (param: number) => number;
}

/** One value a group and step, from all its series that have one. The sums follow the order of the series. */
export function fold(makeFold: () => Fold): AggregatorSpec['run'] {
  return function* run(aggregate, series, param, env) {
    const results: Series[] = [];
    const params = param?.type === 'scalar' ? param.v : undefined;
    for (const group of groupSeries(aggregate, series)) {
      const result = newSeries(group.labels, env.times.length);
      result.dropName = group.series.some((each) => each.dropName);
      const state = makeFold();
      for (let step = 0; step < result.v.length; step++) {
        let seen = false;
        for (const { v, present } of group.series) {
          if (present[step] === 0) continue;
          if (seen) state.add(at(v, step));
          else state.start(at(v, step));
          seen = true;
        }
        if (!seen) continue;
        result.v[step] = state.result(params === undefined ? NaN : at(params, step));
        result.present[step] = 1;
        env.meter.work(group.series.length);
        if (env.meter.due()) yield;
      }
      env.meter.add(result.v.length);
      if (!isEmpty(result)) results.push(result);
    }
    return results;
  };
}

export function sum(): Fold {
  const kahan = new KahanSum();
  return {
    start: (value) => {
      kahan.sum = value;
      kahan.c = 0;
    },
    add: (value) => {
      kahan.add(value);
    },
    result: () => kahan.total,
  };
}

export function average(): Fold {
  let mean = new KahanMean();
  return {
    start: (value) => {
      mean = new KahanMean();
      mean.add(value);
    },
    add: (value) => {
      mean.add(value);
    },
    result: () => mean.mean,
  };
}

/** NaN only if there is nothing else. */
export const extreme = (better: (now: number, best: number) => boolean) => (): Fold => {
  let best = NaN;
  return {
    start: (value) => {
      best = value;
    },
    add: (value) => {
      if (better(value, best) || Number.isNaN(best)) best = value;
    },
    result: () => best,
  };
};

export function count(): Fold {
  let seen = 0;
  return {
    start: () => {
      seen = 1;
    },
    add: () => {
      seen += 1;
    },
    result: () => seen,
  };
}

export function group(): Fold {
  const nothing = (): void => undefined;
  return { start: nothing, add: nothing, result: () => 1 };
}

/** Welford's; one infinite value makes it NaN. */
export const variance = (finish: (value: number) => number) => (): Fold => {
  let seen = 0;
  let mean = 0;
  let squares = 0;
  return {
    start: (value) => {
      seen = 1;
      mean = value;
      squares = Number.isFinite(value) ? 0 : NaN;
    },
    add: (value) => {
      seen += 1;
      const delta = value - mean;
      mean += delta / seen;
      squares += delta * (value - mean);
    },
    result: () => finish(squares / seen),
  };
};

export function quantileOf(): Fold {
  let values: number[] = [];
  return {
    start: (value) => {
      values = [value];
    },
    add: (value) => {
      values.push(value);
    },
    result: (phi) => quantile(phi, Float64Array.from(values)),
  };
}
