import type { Call } from '../ast.js';
import { isEmpty, newSeries, type Series, type Value } from '../columns.js';
import { dropNames, YIELD_EVERY, type Env, type Evaluate, type Evaluation } from '../env.js';
import type { Window } from '../range-series.js';
import { openRange, WindowSlider } from '../windows.js';
import type { OverWindows } from './spec.js';
import { FUNCTIONS } from './table.js';

/** The value of a call whose argument types were checked. */
export function* applyFunction(call: Call, env: Env, evaluate: Evaluate): Evaluation<Value> {
  const apply = FUNCTIONS.get(call.name)?.apply;
  switch (apply?.over) {
    case 'windows':
      return yield* overWindows(apply, call, env, evaluate);
    case 'call':
      return yield* apply.run(call, env, evaluate);
    case 'values': {
      const args: Value[] = [];
      for (const arg of call.args) args.push(yield* evaluate(arg, env));
      const result = apply.run(args, env);
      return 'next' in result ? yield* result : result;
    }
    case undefined:
      throw new Error(`no function ${call.name}`);
  }
}

function* overWindows(apply: OverWindows, call: Call, env: Env, evaluate: Evaluate): Evaluation<Value> {
  const range = call.args.find((arg) => arg.kind === 'range' || arg.kind === 'subquery');
  if (range === undefined) throw new Error(`${call.name} without range`);
  const params: Float64Array[] = [];
  for (const arg of call.args) {
    if (arg === range) continue;
    const value = yield* evaluate(arg, env);
    if (value.type === 'scalar') params.push(value.v);
  }
  const { ends, series } = yield* openRange(range, env, evaluate);
  const results: Series[] = [];
  for (const each of series) {
    const result = newSeries(each.labels, env.times.length);
    result.dropName = each.dropName;
    env.meter.add(env.times.length);
    const slider = new WindowSlider(each, ends, env);
    const compute = apply.make(each, params);
    while (!fillSome(slider, result, compute, apply.least, env)) if (env.meter.due()) yield;
    if (!isEmpty(result)) results.push(result);
    if (env.meter.due()) yield;
  }
  return { type: 'vector', series: apply.keepsName ? results : dropNames(results, env) };
}

/** Steps on until the series is done (true) or it is time to yield; a plain function, which engines run faster. */
function fillSome(
  slider: WindowSlider,
  result: Series,
  compute: (window: Window) => number,
  least: number,
  env: Env,
): boolean {
  let looked = 0;
  while (slider.next()) {
    const { window } = slider;
    const samples = window.to - window.from;
    looked += samples + 1;
    if (samples >= least) {
      result.v[window.step] = compute(window);
      result.present[window.step] = 1;
    }
    if (looked >= YIELD_EVERY) {
      env.meter.work(looked);
      return false;
    }
  }
  env.meter.work(looked);
  return true;
}
