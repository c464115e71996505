import { labelsKey } from '../../../../shared/model/labels.js';
import { at, newSeries, withLabel, type Series } from '../columns.js';
import { refuse } from '../errors.js';
import type { AggregatorSpec } from './spec.js';
import { groupingOf } from './groups.js';

/** One series per group and distinct value, which stands in a label; its value is how many had it. */
export const countValues: AggregatorSpec['run'] = function* run(aggregate, series, param, env) {
  if (param?.type !== 'string') throw new Error('count_values without label');
  const name = param.value;
  if (name === '') refuse('PROMQL_TYPE', 'invalid label name ""', { found: name });
  const labels = aggregate.without ? aggregate.labels : [...aggregate.labels, name];
  const groupLabels = groupingOf({ labels, without: aggregate.without });
  const results = new Map<string, Series>();
  for (const each of series) {
    const byValue = new Map<number, Series>();
    for (let step = 0; step < env.times.length; step++) {
      if (each.present[step] === 0) continue;
      const value = at(each.v, step);
      const counted = byValue.get(value) ?? resultFor(value);
      byValue.set(value, counted);
      counted.v[step] = at(counted.v, step) + 1;
      counted.present[step] = 1;
    }
    env.meter.work(env.times.length);
    if (env.meter.due()) yield;

    function resultFor(value: number): Series {
      const grouped = groupLabels(withLabel(each.labels, name, formatFloat(value)));
      const key = labelsKey(grouped);
      let result = results.get(key);
      if (result === undefined) {
        result = newSeries(grouped, env.times.length);
        env.meter.add(env.times.length);
        results.set(key, result);
      }
      return result;
    }
  }
  return [...results.values()];
};

/** Never with an exponent: Go's strconv.FormatFloat(value, 'f', -1, 64). */
export function formatFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  if (Object.is(value, -0)) return '-0';
  const [, sign = '', whole = '', fraction = '', exponent] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value)) ?? [];
  if (exponent === undefined) return String(value);
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return sign + digits.padEnd(point, '0');
}
