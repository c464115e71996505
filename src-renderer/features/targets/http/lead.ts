import type { Phrase } from '../../../i18n/phrase.js';
import type { SeriesView } from '../../../stores/columns.js';
import { format, integer } from '../../../ui/format/number.js';
import { hourMinute } from '../../../ui/format/time.js';
import { findDrift, findStep, type Change } from '../facts.js';
import type { Finding, Route } from './routes.js';

const LEAST_TRAFFIC = 0.15;
/** One route carries a change if it brings this share of it. */
const CARRIES = 0.6;

const fromTo = (c: Change): { from: string; to: string } => ({
  from: format(c.from, 'number'),
  to: format(c.to, 'number'),
});

/** What stands out of one route, for its row. */
export function findingPhrase(finding: Finding): Phrase {
  if (finding.kind === 'fails') {
    const { since } = finding;
    return since === null
      ? { key: 'http.found.fails' }
      : { key: 'http.found.failsSince', params: { at: hourMinute(since) } };
  }
  const { kind, change } = finding;
  const at = hourMinute(change.at ?? change.fromTime);
  const way = change.at === null ? 'Since' : 'At';
  if (kind === 'more' || kind === 'less')
    return { key: `http.found.rate${way}`, params: { ...fromTo(change), at } };
  const params = { from: format(change.from, 'seconds'), to: format(change.to, 'seconds'), at };
  return { key: `http.found.p99${way}`, params };
}

function failing(routes: readonly Route[], nameOf: (r: Route) => string): Phrase[] {
  const all = routes.flatMap((r) => (r.finding?.kind === 'fails' ? [{ r, f: r.finding }] : []));
  // the one with the most failures, not the one with the greatest share of a few
  const worst = all.sort((a, b) => b.f.ratio * (b.r.rate ?? 0) - a.f.ratio * (a.r.rate ?? 0))[0];
  if (!worst) return [];
  const { r, f } = worst;
  const params = {
    route: nameOf(r),
    share: format(f.ratio, 'share'),
    at: f.since === null ? '' : hourMinute(f.since),
  };
  const key = f.since === null ? 'http.say.fails' : 'http.say.failsSince';
  const first: Phrase = { key, params, strong: ['route'], signal: ['share'] };
  if (all.length === 1) return [first];
  return [first, { key: 'http.say.failMore', params: { n: all.length - 1 }, plural: all.length - 1 }];
}

function traffic(
  routes: readonly Route[],
  total: SeriesView | undefined,
  nameOf: (r: Route) => string,
): Phrase[] {
  const change = total ? (findStep(total, LEAST_TRAFFIC) ?? findDrift(total, LEAST_TRAFFIC)) : null;
  if (!change) return [];
  const by = change.to - change.from;
  const carrier = routes
    .flatMap((r) =>
      r.finding && (r.finding.kind === 'more' || r.finding.kind === 'less')
        ? [{ r, c: r.finding.change, share: (r.finding.change.to - r.finding.change.from) / by }]
        : [],
    )
    .sort((a, b) => b.share - a.share)[0];
  const way = by > 0 ? 'Rise' : 'Fall';
  const at = hourMinute(change.at ?? change.fromTime);
  if (carrier && carrier.share >= CARRIES) {
    const params = { route: nameOf(carrier.r), ...fromTo(carrier.c) };
    return [{ key: `http.say.carries${way}`, params, strong: ['route', 'from', 'to'] }];
  }
  return [{ key: `http.say.traffic${way}`, params: { ...fromTo(change), at }, strong: ['from', 'to'] }];
}

function slower(routes: readonly Route[], nameOf: (r: Route) => string): Phrase[] {
  const all = routes.flatMap((r) => (r.finding?.kind === 'slower' ? [{ r, c: r.finding.change }] : []));
  const worst = all.sort(
    (a, b) => (b.c.to - b.c.from) * (b.r.rate ?? 0) - (a.c.to - a.c.from) * (a.r.rate ?? 0),
  )[0];
  if (!worst) return [];
  const { r, c } = worst;
  const params = {
    route: nameOf(r),
    from: format(c.from, 'seconds'),
    to: format(c.to, 'seconds'),
    at: hourMinute(c.at ?? c.fromTime),
  };
  return [{ key: 'http.say.slower', params, strong: ['route', 'from', 'to'] }];
}

export interface LeadInput {
  routes: readonly Route[];
  /** Requests a second of all routes. */
  total: SeriesView | undefined;
  /** Newest of all routes. */
  rate: number | null;
  p99: number | null;
  nameOf: (r: Route) => string;
}

/** The sentence above the figures: what fails, what moved, how many routes are level. Measured, nothing else. */
export function leadOf({ routes, total, rate, p99, nameOf }: LeadInput): Phrase[] {
  const said = [...failing(routes, nameOf), ...slower(routes, nameOf), ...traffic(routes, total, nameOf)];
  const level = routes.filter((r) => r.finding === null).length;
  if (said.length === 0) {
    const params = {
      n: integer(routes.length),
      rate: format(rate, 'perSecond'),
      p99: format(p99, 'seconds'),
    };
    return [{ key: 'http.say.level', params, strong: ['rate', 'p99'], plural: routes.length }];
  }
  if (level === 0) return said;
  return [...said, { key: 'http.say.others', params: { n: integer(level) }, plural: level }];
}
