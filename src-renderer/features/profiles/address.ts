import type { ProfileFilter } from '../../../shared/model/profile.js';

export const VIEWS = ['flame', 'sandwich', 'top', 'peek', 'source'] as const;
export type View = (typeof VIEWS)[number] | 'goroutines';
export const DIRECTIONS = ['icicle', 'up', 'inverted'] as const;
export type Direction = (typeof DIRECTIONS)[number];
export const PATTERNS = ['focus', 'ignore', 'hide', 'show', 'show_from'] as const;
export type PatternName = (typeof PATTERNS)[number];

/** What the address of a profile says beside its id. */
export interface Looked {
  view: View;
  direction: Direction;
  filter: ProfileFilter;
  /** Function that is selected; empty = none. */
  fn: string;
  /** What is searched for. */
  sought: string;
  /** Chains of frames that only hand on are one frame. */
  fold: boolean;
  colourBy: 'package' | 'origin';
}

type Query = Record<string, unknown>;
const text = (value: unknown): string => {
  const one: unknown = Array.isArray(value) ? value[0] : value;
  return typeof one === 'string' ? one : '';
};
const texts = (value: unknown): string[] =>
  [value].flat().filter((one): one is string => typeof one === 'string' && one !== '');
const oneOf = <T extends string>(value: unknown, of: readonly T[], standard: T): T =>
  of.find((one) => one === text(value)) ?? standard;

export function readAddress(query: Query): Looked {
  const filter: ProfileFilter = {};
  for (const name of ['sample_type', ...PATTERNS, 'fold', 'package'] as const) {
    const value = text(query[name]);
    if (value !== '') filter[name] = value;
  }
  const labels = texts(query['label']);
  if (labels.length > 0) filter.label = labels;
  return {
    view: oneOf<View>(query['view'], [...VIEWS, 'goroutines'], 'flame'),
    direction: oneOf(query['flame'], DIRECTIONS, 'icicle'),
    filter,
    fn: text(query['fn']),
    sought: text(query['q']),
    fold: text(query['chains']) !== '0',
    colourBy: oneOf(query['colour'], ['package', 'origin'] as const, 'package'),
  };
}

/** Changes to the address: undefined or empty leaves it. */
export type AddressChange = Record<string, string | string[] | undefined>;

export function withChange(query: Query, change: AddressChange): Record<string, string | string[]> {
  const next: Record<string, string | string[]> = {};
  for (const [key, value] of Object.entries({ ...query, ...change })) {
    const list = texts(value);
    if (list.length > 0) next[key] = list.length === 1 ? (list[0] ?? '') : list;
  }
  return next;
}

/** `runtime,stdlib` with one of them added or taken out. */
export function toggled(list: string | undefined, one: string): string {
  const set = new Set((list ?? '').split(',').filter((s) => s !== ''));
  if (!set.delete(one)) set.add(one);
  return [...set].join(',');
}

/** What takes every filter back. */
export const NO_FILTERS = {
  focus: '',
  ignore: '',
  hide: '',
  show: '',
  show_from: '',
  label: [],
  package: '',
  fold: '',
};
