import { METRIC_NAME, labelsKey, type Labels } from '../../../shared/model/labels.js';
import { refuse } from './errors.js';

/**
 * One series of an instant vector at every step. Whoever is handed one owns its arrays and may overwrite them:
 * every operator has exactly one consumer.
 */
export interface Series {
  labels: Labels;
  /** One value a step; without meaning where `present` is 0. */
  v: Float64Array;
  /** 1 where there is a value */
  present: Uint8Array;
  /** The metric name is to go once nothing can ask for it any more (delayed name removal). */
  dropName: boolean;
}

export type Value =
  | { type: 'scalar'; v: Float64Array }
  | { type: 'vector'; series: Series[] }
  | { type: 'string'; value: string };

/**
 * For loops over columns whose index is in bounds by construction. One accessor a kind of array: shared by two,
 * it would be slow for both.
 */
export const at = (column: Float64Array, index: number): number => column[index] as number;

export function newSeries(labels: Labels, steps: number): Series {
  return { labels, v: new Float64Array(steps), present: new Uint8Array(steps), dropName: false };
}

export const isEmpty = (series: Series): boolean => !series.present.includes(1);

/** What an operation on values makes meaningless: the name, and what the name says. schema.IsMetadataLabel. */
const METADATA: ReadonlySet<string> = new Set([METRIC_NAME, '__type__', '__unit__']);

export const isMetadata = (name: string): boolean => METADATA.has(name);

export function withoutName(labels: Labels): Labels {
  if (!(METRIC_NAME in labels || '__type__' in labels || '__unit__' in labels)) return labels;
  return filterLabels(labels, (name) => !METADATA.has(name));
}

export function filterLabels(labels: Labels, keep: (name: string) => boolean): Labels {
  const kept: Record<string, string> = {};
  for (const name in labels) if (keep(name)) kept[name] = labels[name] ?? '';
  return kept;
}

/** `labels` with one more; an empty value takes the label away, as everywhere in Prometheus. */
export function withLabel(labels: Labels, name: string, value: string): Labels {
  if (value === '') return name in labels ? filterLabels(labels, (each) => each !== name) : labels;
  return { ...labels, [name]: value };
}

/** Prometheus labels.Compare: by names and values in the order of the names. */
export function compareLabels(a: Labels, b: Labels): number {
  const [namesA, namesB] = [Object.keys(a).sort(), Object.keys(b).sort()];
  for (let i = 0; i < namesA.length && i < namesB.length; i++) {
    const [nameA, nameB] = [namesA[i] ?? '', namesB[i] ?? ''];
    if (nameA !== nameB) return nameA < nameB ? -1 : 1;
    const [valueA, valueB] = [a[nameA] ?? '', b[nameB] ?? ''];
    if (valueA !== valueB) return valueA < valueB ? -1 : 1;
  }
  return namesA.length - namesB.length;
}

/** `{a="1", b="2"}` as Prometheus writes it in its error messages. */
export function formatLabels(labels: Labels): string {
  const names = Object.keys(labels).sort();
  return `{${names.map((name) => `${name}=${JSON.stringify(labels[name])}`).join(', ')}}`;
}

export const SAME_LABELSET = 'vector cannot contain metrics with the same labelset';

/**
 * Joins series whose labels have become equal; refuses if two of them have a value at the same step.
 * Prometheus engine.go, mergeSeriesWithSameLabelset.
 */
export function mergeEqual(series: Series[]): Series[] {
  const first = new Map<string, Series>();
  const merged: Series[] = [];
  for (const each of series) {
    const key = labelsKey(each.labels);
    const into = first.get(key);
    if (into === undefined) {
      first.set(key, each);
      merged.push(each);
    } else overlay(into, each);
  }
  return merged;
}

function overlay(into: Series, from: Series): void {
  for (let step = 0; step < from.v.length; step++) {
    if (from.present[step] === 0) continue;
    if (into.present[step] === 1) refuse('PROMQL_TYPE', SAME_LABELSET, { found: formatLabels(into.labels) });
    into.v[step] = at(from.v, step);
    into.present[step] = 1;
  }
}
