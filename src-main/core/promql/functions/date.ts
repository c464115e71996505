import { at, type Value } from '../columns.js';
import { dropNames, type Env } from '../env.js';
import type { FunctionFamily, FunctionSpec } from './spec.js';
import { seriesOf } from './values.js';

/** Of seconds since the epoch, or of the step's time when nothing is given; UTC. functions.go, dateWrapper. */
export const dateFunctions: FunctionFamily = {
  minute: part((date) => date.getUTCMinutes()),
  hour: part((date) => date.getUTCHours()),
  day_of_week: part((date) => date.getUTCDay()),
  day_of_month: part((date) => date.getUTCDate()),
  day_of_year: part(
    (date) =>
      (Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()) - yearStart(date)) /
        86_400_000 +
      1,
  ),
  days_in_month: part((date) =>
    new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate(),
  ),
  month: part((date) => date.getUTCMonth() + 1),
  year: part((date) => date.getUTCFullYear()),
};

const yearStart = (date: Date): number => Date.UTC(date.getUTCFullYear(), 0, 1);

function part(of: (date: Date) => number): FunctionSpec {
  const run = ([vector]: readonly Value[], env: Env): Value => {
    if (vector === undefined) return ofSteps(env, of);
    const series = seriesOf(vector);
    for (const { v } of series)
      for (let step = 0; step < v.length; step++) v[step] = of(new Date(Math.trunc(at(v, step)) * 1000));
    return { type: 'vector', series: dropNames(series, env) };
  };
  return { args: ['vector'], optional: 1, returns: 'vector', apply: { over: 'values', run } };
}

function ofSteps(env: Env, of: (date: Date) => number): Value {
  const v = env.times.map((tMs) => of(new Date(Math.trunc(tMs / 1000) * 1000)));
  const present = new Uint8Array(v.length).fill(1);
  return { type: 'vector', series: [{ labels: {}, v, present, dropName: false }] };
}
