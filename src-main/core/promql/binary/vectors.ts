import { labelsKey, type Labels } from '../../../../shared/model/labels.js';
import { isComparison, isSetOp, type Binary } from '../ast.js';
import {
  at,
  filterLabels,
  formatLabels,
  isEmpty,
  mergeEqual,
  newSeries,
  withLabel,
  withoutName,
  type Series,
} from '../columns.js';
import type { Env, Evaluation } from '../env.js';
import { refuse } from '../errors.js';
import { ARITHMETIC, COMPARISON } from './operators.js';
import { anyPresent, matchGroups, type MatchGroup } from './signatures.js';

/**
 * Vector with vector, one to one or (group_left, group_right) many to one. Which series may meet is found once;
 * then every pair is computed column by column. Prometheus promql/engine.go: VectorBinop, resultMetric.
 */
export function* vectorWithVector(
  binary: Binary,
  left: Series[],
  right: Series[],
  env: Env,
): Evaluation<Series[]> {
  const manyOnRight = binary.matching.many === 'right';
  const [many, one] = manyOnRight ? [right, left] : [left, right];
  // Prometheus looks for duplicates only at steps at which both sides have something.
  const steps = env.times.length;
  const [anyMany, anyOne] = [anyPresent(many, steps), anyPresent(one, steps)];
  const bothSides = anyMany.map((present, step) => present & (anyOne[step] ?? 0));
  const results: Series[] = [];
  for (const group of matchGroups(many, one, binary.matching)) {
    requireUniqueOne(group, bothSides, manyOnRight);
    results.push(...matchGroup(binary, group, env));
    env.meter.add((group.left.length + group.right.length) * steps);
    if (env.meter.due()) yield;
  }
  return mergeEqual(results.filter((each) => !isEmpty(each)));
}

/** In a group (its `left` is the "many" side here) at most one series of the "one" side may have a value at a step. */
function requireUniqueOne(
  { labels, right: one }: MatchGroup,
  bothSides: Uint8Array,
  manyOnRight: boolean,
): void {
  if (one.length < 2) return;
  for (let step = 0; step < bothSides.length; step++) {
    if (bothSides[step] === 0) continue;
    const present = one.filter((each) => each.present[step] === 1);
    const [first, second] = present;
    if (first === undefined || second === undefined) continue;
    const pair = [formatLabels(first.labels), formatLabels(second.labels)].sort().join(', ');
    const side = manyOnRight ? 'left' : 'right';
    const message =
      `found duplicate series for the match group ${formatLabels(labels)} on the ${side} hand-side of the operation: ` +
      `[${pair}];many-to-many matching not allowed: matching labels must be unique on one side`;
    refuse('PROMQL_TYPE', message, { found: pair, hint: manyOnRight ? 'group_left' : 'group_right' });
  }
}

function matchGroup(binary: Binary, group: MatchGroup, env: Env): Series[] {
  const { matching } = binary;
  const results = new Map<string, PairResult>();
  // One to one: whichever pair it is, a group may meet once a step.
  const metOnce = new Uint8Array(env.times.length);
  for (const many of group.left) {
    for (const one of group.right) {
      const labels = resultLabels(binary, many.labels, one.labels, env);
      const key = labelsKey(labels);
      let result = results.get(key);
      if (result === undefined) {
        result = { series: newSeries(labels, env.times.length), met: new Uint8Array(env.times.length) };
        result.series.dropName = binary.bool && env.options.delayedNameRemoval;
        results.set(key, result);
      }
      const met = matching.many === undefined ? metOnce : result.met;
      computePair(binary, many, one, { series: result.series, met });
    }
  }
  return [...results.values()].map(({ series }) => series);
}

interface PairResult {
  series: Series;
  /** 1 at steps at which a pair met, also where a comparison then said no. */
  met: Uint8Array;
}

function computePair(
  { op, bool, matching }: Binary,
  many: Series,
  one: Series,
  { series, met }: PairResult,
): void {
  if (isSetOp(op)) throw new Error('set operator between pairs');
  const [left, right] = matching.many === 'right' ? [one, many] : [many, one];
  for (let step = 0; step < met.length; step++) {
    if (left.present[step] === 0 || right.present[step] === 0) continue;
    if (met[step] === 1) refuseSecond(matching.many !== undefined);
    met[step] = 1;
    const [a, b] = [at(left.v, step), at(right.v, step)];
    if (!isComparison(op)) series.v[step] = ARITHMETIC[op](a, b);
    else if (bool) series.v[step] = Number(COMPARISON[op](a, b));
    else if (COMPARISON[op](a, b)) series.v[step] = a;
    else continue;
    series.present[step] = 1;
  }
}

function refuseSecond(grouped: boolean): never {
  if (grouped)
    refuse('PROMQL_TYPE', 'multiple matches for labels: grouping labels must ensure unique matches');
  const message =
    'multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)';
  refuse('PROMQL_TYPE', message, { hint: 'group_left' });
}

function resultLabels({ op, bool, matching }: Binary, many: Labels, one: Labels, env: Env): Labels {
  let labels = many;
  if (!isComparison(op) || (bool && !env.options.delayedNameRemoval)) labels = withoutName(labels);
  if (matching.many === undefined) {
    const listed = new Set(matching.labels);
    const { on } = matching;
    labels = filterLabels(labels, (name) => listed.has(name) === on);
  }
  for (const name of matching.include) labels = withLabel(labels, name, one[name] ?? '');
  return labels;
}
