import { labelsKey, type Labels } from '../../../../shared/model/labels.js';
import type { Matching } from '../ast.js';
import { filterLabels, isMetadata, type Series } from '../columns.js';

/** The labels by which series of the two sides find each other. Prometheus promql/engine.go, matchLabels. */
export function matchLabels(matching: Matching): (labels: Labels) => Labels {
  const listed = new Set(matching.labels);
  if (matching.on) return (labels) => filterLabels(labels, (name) => listed.has(name));
  return (labels) => filterLabels(labels, (name) => !listed.has(name) && !isMetadata(name));
}

/** The series of both sides with the same matching labels: computed once for all steps. */
export interface MatchGroup {
  labels: Labels;
  left: Series[];
  right: Series[];
}

export function matchGroups(
  left: readonly Series[],
  right: readonly Series[],
  matching: Matching,
): MatchGroup[] {
  const labelsOf = matchLabels(matching);
  const groups = new Map<string, MatchGroup>();
  function groupFor(series: Series): MatchGroup {
    const labels = labelsOf(series.labels);
    const key = labelsKey(labels);
    let group = groups.get(key);
    if (group === undefined) {
      group = { labels, left: [], right: [] };
      groups.set(key, group);
    }
    return group;
  }
  for (const each of left) groupFor(each).left.push(each);
  for (const each of right) groupFor(each).right.push(each);
  return [...groups.values()];
}

/** 1 at the steps at which at least one of the series has a value. */
export function anyPresent(series: readonly Series[], steps: number): Uint8Array {
  const any = new Uint8Array(steps);
  for (const { present } of series)
    for (let step = 0; step < steps; step++) if (present[step] === 1) any[step] = 1;
  return any;
}
