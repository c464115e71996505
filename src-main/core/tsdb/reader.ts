import { METRIC_NAME, type Labels } from '../../../shared/model/labels.js';
import type { Matcher, SampleColumns, SelectedSeries, SeriesReader } from '../../../shared/model/series.js';
import { compileMatchers } from '../promql/index.js';
import type { Head, HeadSeries } from './head.js';

/** What the target's document adds to each of its series when it is read. */
export interface TargetFacts {
  /** target, job and the user's labels. */
  labels: Labels;
  /** `instance` of one source, host:port; empty for none. */
  instance(sourceId: string): string;
  intervalMs(sourceId: string): number;
  /** Restarts, ms ascending. */
  resets: readonly number[];
  /** Grows whenever any of the above changes. */
  version: number;
}

export type DescribeTarget = (targetId: string) => TargetFacts | undefined;

interface Joined {
  version: number;
  sourceId: string;
  labels: Labels;
}

/**
 * Expressions' view of the head: labels of the target's document are joined at read time, so that a rename
 * or a new address never splits a series. Own labels of the app that collide become `exported_*`.
 */
export class HeadReader implements SeriesReader {
  private readonly head: Head;
  private readonly describe: DescribeTarget;
  private readonly joined = new WeakMap<HeadSeries, Joined>();

  constructor(head: Head, describe: DescribeTarget) {
    this.head = head;
    this.describe = describe;
  }

  select(matchers: readonly Matcher[], _startMs: number, _endMs: number): SelectedSeries[] {
    const exactName = matchers.find((m) => m.name === METRIC_NAME && m.op === '=');
    const exactTarget = matchers.find((m) => m.name === 'target' && m.op === '=');
    const test = compileMatchers(matchers.filter((m) => m !== exactName && m !== exactTarget));
    const found: SelectedSeries[] = [];
    for (const series of this.head.candidates(exactName?.value ?? null)) {
      if (exactTarget !== undefined && series.targetId !== exactTarget.value) continue;
      const facts = this.describe(series.targetId);
      if (facts === undefined) continue;
      const labels = this.labelsOf(series, facts);
      if (test(labels)) found.push(new HeadSelection(series, labels, facts));
    }
    return found;
  }

  labelsOf(series: HeadSeries, facts: TargetFacts): Labels {
    const known = this.joined.get(series);
    if (known?.version === facts.version && known.sourceId === series.sourceId) return known.labels;
    const labels = joinLabels(series, facts);
    this.joined.set(series, { version: facts.version, sourceId: series.sourceId, labels });
    return labels;
  }
}

function joinLabels(series: HeadSeries, facts: TargetFacts): Labels {
  const instance = facts.instance(series.sourceId);
  const added: Record<string, string> = { ...facts.labels, ...(instance === '' ? {} : { instance }) };
  const labels: Record<string, string> = { [METRIC_NAME]: series.name };
  for (const [name, value] of Object.entries(series.labels)) {
    labels[Object.hasOwn(added, name) ? `exported_${name}` : name] = value;
  }
  return Object.assign(labels, added);
}

class HeadSelection implements SelectedSeries {
  readonly labels: Labels;
  readonly intervalMs: number;
  readonly resets: readonly number[];
  private readonly series: HeadSeries;

  constructor(series: HeadSeries, labels: Labels, facts: TargetFacts) {
    this.series = series;
    this.labels = labels;
    this.intervalMs = facts.intervalMs(series.sourceId);
    this.resets = facts.resets;
  }

  samples(startMs: number, endMs: number): SampleColumns {
    const now = this.series.group.read(this.series.slot, startMs, endMs);
    if (this.series.earlier.length === 0) return now;
    const parts = this.series.earlier.map(({ group, slot }) => group.read(slot, startMs, endMs));
    return concatenate([...parts, now]);
  }
}

/** Earlier places end before later ones begin; what overlaps (a last poll under way) is left out. */
function concatenate(parts: readonly SampleColumns[]): SampleColumns {
  const length = parts.reduce((sum, part) => sum + part.t.length, 0);
  const t = new Float64Array(length);
  const v = new Float64Array(length);
  let at = 0;
  for (const part of parts) {
    const last = at === 0 ? -Infinity : (t[at - 1] ?? -Infinity);
    let from = 0;
    while (from < part.t.length && (part.t[from] ?? 0) <= last) from++;
    t.set(part.t.subarray(from), at);
    v.set(part.v.subarray(from), at);
    at += part.t.length - from;
  }
  return { t: t.subarray(0, at), v: v.subarray(0, at) };
}
