import type { SeriesView } from '../../../stores/columns.js';
import { newest } from '../../../ui/charts/spark.js';
import { endMeans, findDrift, findStep, type Change } from '../facts.js';
import { TABLE_MS, type Chosen } from './queries.js';

/** The label of requests that no route took, ours and what a router leaves empty. */
const UNMATCHED = new Set(['', 'unmatched']);

/** What was measured of a route and is worth a word. Ratios and seconds; `at` in epoch ms. */
export type Finding =
  | { kind: 'fails'; ratio: number; since: number | null }
  | { kind: 'slower' | 'faster' | 'more' | 'less'; change: Change };

export interface Route {
  key: string;
  /** Empty = any. */
  method: string;
  /** null = no route took it. */
  route: string | null;
  /** Requests a second; null = the app no longer tells. */
  rate: number | null;
  /** Against the time before, or since the window began. */
  change: number | null;
  /** Seconds. */
  p50: number | null;
  p99: number | null;
  p99Line: SeriesView | undefined;
  /** Share that ended in 5xx, 0-1. */
  errors: number;
  inFlight: number | null;
  finding: Finding | null;
}

type Labels = Record<string, string>;
export const routeKey = (labels: Labels): string =>
  JSON.stringify([labels['http_request_method'] ?? '', labels['http_route'] ?? '']);
/** The labels that made a key. */
export function labelsOfKey(key: string): Chosen {
  const [method = '', route = ''] = JSON.parse(key) as string[];
  return { method, route };
}
export const methodOf = (labels: Labels): string => labels['http_request_method'] ?? '';
export const routeOf = (labels: Labels): string | null => {
  const route = labels['http_route'] ?? '';
  return UNMATCHED.has(route) ? null : route;
};

/** From this share of failed requests on a route is named. */
const NAMED_ERRORS = 0.01;
/** Smaller changes are not worth a word. */
const NAMED_CHANGE = 0.3;
const NAMED_RATE = 0.5;
/** Requests a minute from which a p99 is more than the slowest of a few. */
const ENOUGH_FOR_P99 = 100;

const byKey = (list: readonly SeriesView[]): Map<string, SeriesView> =>
  new Map(list.map((s) => [routeKey(s.labels), s]));

const startOf = (s: SeriesView | undefined): number => s?.t[s.v.findIndex((v) => Number.isFinite(v))] ?? NaN;

/**
 * When a share of failures began: with its first sample if the route was there long before, else at its step. Null if
 * it failed from the beginning.
 */
function failingSince(failed: SeriesView, route: SeriesView): number | null {
  const first = failed.t[failed.v.findIndex((v) => v > 0)] ?? NaN;
  if (first > startOf(route) + TABLE_MS) return first;
  return findStep(failed, NAMED_CHANGE)?.at ?? null;
}

const moved = (s: SeriesView | undefined, least: number): Change | null =>
  s ? (findStep(s, least) ?? findDrift(s, least)) : null;

export interface RouteInput {
  /** Requests a second, by method and route. */
  rate: readonly SeriesView[];
  /** The same one span earlier; null unless the window compares. */
  before: readonly SeriesView[] | null;
  p50: readonly SeriesView[];
  p99: readonly SeriesView[];
  /** Share of 5xx; a route without one has no series. */
  ratio: readonly SeriesView[];
  active: readonly SeriesView[];
}

/**
 * Newest value, if it is of the last minute or step of what is shown: an app that restarted no longer tells of a
 * failure, or of a route, that has not come again, and what was said of it before is over.
 */
function nowOf(s: SeriesView | undefined): number | null {
  if (!s) return null;
  const { t, v } = s;
  const last = newest(t, v);
  const step = (t[1] ?? 0) - (t[0] ?? 0);
  return last && last.t >= (t.at(-1) ?? 0) - Math.max(TABLE_MS, step) ? last.v : null;
}

interface Measured {
  /** Requests a second over the last minute. */
  now: number;
  errors: number;
  rate: SeriesView;
  ratio: SeriesView | undefined;
  p99: SeriesView | undefined;
}

function findingOf({ now, errors, rate, ratio, p99 }: Measured): Finding | null {
  if (errors >= NAMED_ERRORS)
    return { kind: 'fails', ratio: errors, since: ratio ? failingSince(ratio, rate) : null };
  const slow = (now * TABLE_MS) / 1000 >= ENOUGH_FOR_P99 ? moved(p99, NAMED_CHANGE) : null;
  if (slow) return { kind: slow.to > slow.from ? 'slower' : 'faster', change: slow };
  const busy = moved(rate, NAMED_CHANGE);
  // a route of a few requests a minute moves all the time
  if (busy && Math.abs(busy.to - busy.from) >= NAMED_RATE)
    return { kind: busy.to > busy.from ? 'more' : 'less', change: busy };
  return null;
}

/** Every route that was asked in the window, with its figures of the last minute; none where the app tells none. */
export function routesOf({ rate, before, ...rest }: RouteInput): Route[] {
  const [p50, p99, active, ratio] = [rest.p50, rest.p99, rest.active, rest.ratio].map(byKey);
  const then = before ? byKey(before) : null;
  return rate.flatMap((s): Route[] => {
    const key = routeKey(s.labels);
    const { first, last } = endMeans(s, TABLE_MS);
    if (last === null) return [];
    const now = nowOf(s) === null ? null : last;
    const earlier = then?.get(key);
    const past = then ? (earlier ? endMeans(earlier, TABLE_MS).last : null) : first;
    const failed = nowOf(ratio?.get(key)) ?? 0;
    const slow = p99?.get(key);
    return [
      {
        key,
        method: methodOf(s.labels),
        route: routeOf(s.labels),
        rate: now,
        change: past === null || now === null ? null : now - past,
        p50: nowOf(p50?.get(key)),
        p99: nowOf(slow),
        p99Line: slow,
        errors: Number.isNaN(failed) ? 0 : failed,
        inFlight: nowOf(active?.get(key)),
        finding:
          now === null
            ? null
            : findingOf({ now, errors: failed, rate: s, ratio: ratio?.get(key), p99: slow }),
      },
    ];
  });
}

export type RouteSort = 'route' | 'rate' | 'change' | 'p50' | 'worst' | 'errors' | 'inFlight';

/** How bad what was found is: failing before slower before everything else. */
export const severityOf = ({ finding }: Route): number =>
  finding?.kind === 'fails' ? 2 : finding?.kind === 'slower' ? 1 : 0;

const text = (r: Route): string => `${r.route ?? '\uffff'} ${r.method}`;
const least = (v: number | null): number => (v === null || Number.isNaN(v) ? -Infinity : v);

/** `worst`: by what a finding names, then p99. Ties by name, so that rows without figures stay in place. */
export function sortRoutes(routes: readonly Route[], by: RouteSort, descending: boolean): Route[] {
  const way = descending ? -1 : 1;
  const value = (r: Route): number => {
    if (by === 'change') return Math.abs(r.change ?? 0);
    return by === 'route' || by === 'worst' ? 0 : least(r[by]);
  };
  const compare = (a: Route, b: Route): number => {
    if (by === 'route') return text(a) < text(b) ? -1 : 1;
    if (by !== 'worst') return value(a) - value(b) || 0;
    return severityOf(a) - severityOf(b) || least(a.p99) - least(b.p99) || 0;
  };
  return [...routes].sort((a, b) => way * compare(a, b) || (text(a) < text(b) ? -1 : 1));
}
