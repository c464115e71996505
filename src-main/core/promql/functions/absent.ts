import { METRIC_NAME, type Labels } from '../../../../shared/model/labels.js';
import type { Call, Expr } from '../ast.js';
import { isMetadata, newSeries, type Series, type Value } from '../columns.js';
import type { Env, Evaluate, Evaluation } from '../env.js';
import { openRange, WindowSlider } from '../windows.js';
import type { FunctionFamily } from './spec.js';
import { seriesOf } from './values.js';

/** 1 where the argument has nothing. functions.go: funcAbsent, funcAbsentOverTime, createLabelsForAbsentFunction. */
export const absentFunctions: FunctionFamily = {
  absent: { args: ['vector'], optional: 0, returns: 'vector', apply: { over: 'call', run: absent } },
  absent_over_time: {
    args: ['range'],
    optional: 0,
    returns: 'vector',
    apply: { over: 'call', run: absentOverTime },
  },
};

function* absent({ args }: Call, env: Env, evaluate: Evaluate): Evaluation<Value> {
  const [arg] = args;
  if (arg === undefined) throw new Error('absent without argument');
  const result = allPresent(labelsOf(arg), env);
  for (const { present } of seriesOf(yield* evaluate(arg, env)))
    for (let step = 0; step < present.length; step++) if (present[step] === 1) result.present[step] = 0;
  return { type: 'vector', series: [result] };
}

function* absentOverTime({ args }: Call, env: Env, evaluate: Evaluate): Evaluation<Value> {
  const [arg] = args;
  if (arg?.kind !== 'range' && arg?.kind !== 'subquery') throw new Error('absent_over_time without range');
  const result = allPresent(labelsOf(arg), env);
  const { ends, series } = yield* openRange(arg, env, evaluate);
  for (const each of series) {
    const slider = new WindowSlider(each, ends, env);
    while (slider.next()) if (slider.window.to > slider.window.from) result.present[slider.window.step] = 0;
    env.meter.work(env.times.length);
    if (env.meter.due()) yield;
  }
  return { type: 'vector', series: [result] };
}

function allPresent(labels: Labels, env: Env): Series {
  const series = newSeries(labels, env.times.length);
  series.v.fill(1);
  series.present.fill(1);
  return series;
}

/** What a selector says for certain about the labels of what is missing: names compared with = just once. */
function labelsOf(expr: Expr): Labels {
  if (expr.kind !== 'selector' && expr.kind !== 'range') return {};
  const labels: Record<string, string> = {};
  const seen = new Set<string>();
  for (const { name, op, value } of expr.matchers) {
    if (name === METRIC_NAME || isMetadata(name)) continue;
    if (op === '=' && !seen.has(name)) {
      seen.add(name);
      if (value !== '') labels[name] = value;
    } else Reflect.deleteProperty(labels, name);
  }
  return labels;
}
