import type { LiveQuery } from '../../../stores/live.js';
import { HEAT_PARTS, heatExpr, type HeatPart } from '../panels/heat.js';

/** OpenTelemetry's names: our library's and OpenTelemetry's own say the same. */
const SECONDS = 'http_server_request_duration_seconds';
const ACTIVE = 'http_server_active_requests';
const BY = 'http_request_method, http_route';
/** The table's figures cover this long, so that rows do not change places with every request. */
export const TABLE_MS = 60_000;
const LINE_POINTS = 240;
const TABLE_POINTS = 60;

type Single = 'rate' | 'total' | 'ratio' | 'failed' | 'active' | 'activeBy';
type Column = 'tableRate' | 'tableP50' | 'tableP99';
export type HttpId = Single | Column | `latency-${HeatPart}` | `sched-${HeatPart}`;

const SINGLES: readonly Single[] = ['rate', 'total', 'ratio', 'failed', 'active', 'activeBy'];
const COLUMNS: readonly Column[] = ['tableRate', 'tableP50', 'tableP99'];
/** Asked a second time, one span earlier, when the window compares. */
const COMPARED: readonly HttpId[] = ['total', 'tableRate'];

export const httpId = (id: HttpId): string => `h-${id}`;
export const httpBeforeId = (id: HttpId): string => `hb-${id}`;

/** Both labels of a route that was chosen. */
export interface Chosen {
  method: string;
  route: string;
}

const FAILED = 'http_response_status_code=~"5.."';
/** Spells `rate(…_count{…}[range] offset …)` of a target. */
type Rate = (range: string, matcher?: string) => string;

const quantile = (q: string, target: string): string =>
  `histogram_quantile(${q}, sum by (${BY}, le) (rate(${SECONDS}_bucket{${target}}[1m])))`;

const EXPRS: Record<Single | Column, (rate: Rate, target: string) => string> = {
  rate: (rate) => `sum by (${BY}) (${rate('$w')})`,
  total: (rate) => `sum(${rate('$w')})`,
  // failures are few: over a shorter span their share jumps between nothing and a lot
  ratio: (rate) => `sum by (${BY}) (${rate('1m', FAILED)}) / sum by (${BY}) (${rate('1m')})`,
  // without a 5xx there is no series of it: that is a ratio of 0, not none
  failed: (rate) => `(sum(${rate('1m', FAILED)}) or 0 * sum(${rate('1m')})) / sum(${rate('1m')})`,
  active: (_, target) => `sum(${ACTIVE}{${target}})`,
  activeBy: (_, target) => `sum by (${BY}) (avg_over_time(${ACTIVE}{${target},http_route!=""}[1m]))`,
  tableRate: (rate) => `sum by (${BY}) (${rate('1m')})`,
  tableP50: (_, target) => quantile('0.5', target),
  tableP99: (_, target) => quantile('0.99', target),
};

/** `back` ms ago: PromQL's offset stands behind the range. The latencies are those of the `chosen` route alone. */
export function httpExpr(id: HttpId, targetId: string, back = 0, chosen: Chosen | null = null): string {
  const target = `target=${JSON.stringify(targetId)}`;
  if (id in EXPRS) {
    const offset = back === 0 ? '' : ` offset ${String(Math.round(back))}ms`;
    const rate: Rate = (range, matcher) =>
      `rate(${SECONDS}_count{${[target, ...(matcher === undefined ? [] : [matcher])].join()}}[${range}]${offset})`;
    return EXPRS[id as Single | Column](rate, target);
  }
  const [what, part] = id.split('-') as ['latency' | 'sched', HeatPart];
  if (what === 'sched') return heatExpr(part, `go_sched_latencies_seconds_bucket{${target}}`);
  const one = chosen
    ? `,http_request_method=${JSON.stringify(chosen.method)},http_route=${JSON.stringify(chosen.route)}`
    : '';
  return heatExpr(part, `${SECONDS}_bucket{${target}${one}}`);
}

/** Everything the section draws, and what it compares `compareMs` earlier if that is not 0. */
export function httpQueries(targetId: string, compareMs: number, chosen: Chosen | null = null): LiveQuery[] {
  const ask = (id: HttpId, maxPoints: number): LiveQuery => ({
    id: httpId(id),
    expr: httpExpr(id, targetId, 0, chosen),
    maxPoints,
    // another route's latencies are no other range
    follows: id.startsWith('latency'),
  });
  const heats = HEAT_PARTS.flatMap((part): HttpId[] => [`latency-${part}`, `sched-${part}`]);
  return [
    ...SINGLES.map((id) => ask(id, LINE_POINTS)),
    ...[...COLUMNS, ...heats].map((id) => ask(id, TABLE_POINTS)),
    ...(compareMs === 0
      ? []
      : COMPARED.map((id) => ({
          id: httpBeforeId(id),
          expr: httpExpr(id, targetId, compareMs),
          maxPoints: id === 'total' ? LINE_POINTS : TABLE_POINTS,
          follows: true,
        }))),
  ];
}
