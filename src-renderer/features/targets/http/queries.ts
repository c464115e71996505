import type { MetricFamily } from '../../../../shared/model/metric-family.js';
import type { LiveQuery } from '../../../stores/live.js';
import { HEAT_PARTS, heatExpr, type HeatPart } from '../panels/heat.js';

/** OpenTelemetry's names: our library's and OpenTelemetry's own say the same. */
const SECONDS = 'http_server_request_duration_seconds';
const ACTIVE = 'http_server_active_requests';
const BY = 'http_request_method, http_route';
/** The table's figures cover this long, so that rows do not change places with every request. */
export const TABLE_MS = 60_000;
/** Past this many routes each costs the core: fewer points, so that the page does not wait for them. */
const MANY_ROUTES = 100;
const POINTS = { line: 240, table: 60, manyLines: 60, manyTable: 15 };

type Single = 'rate' | 'total' | 'ratio' | 'failed' | 'active' | 'activeBy';
type Column = 'tableP50' | 'tableP99';
export type HttpId = Single | Column | `latency-${HeatPart}` | `sched-${HeatPart}`;

const SINGLES: readonly Single[] = ['rate', 'total', 'ratio', 'failed', 'active', 'activeBy'];
const COLUMNS: readonly Column[] = ['tableP50', 'tableP99'];
/** Asked a second time, one span earlier, when the window compares. */
const COMPARED: readonly HttpId[] = ['total', 'rate'];

/** Routes are counted by the families of the target. */
export const isMany = (families: readonly MetricFamily[]): boolean =>
  (families.find((f) => f.name === SECONDS)?.labels.find((l) => l.name === 'http_route')?.values ?? 0) >
  MANY_ROUTES;

/** With other points an expression is another: its id says so. */
export const httpId = (id: HttpId, many: boolean): string => `${many ? 'hm' : 'h'}-${id}`;
export const httpBeforeId = (id: HttpId, many: boolean): string => `${many ? 'hmb' : 'hb'}-${id}`;

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

export interface HttpAsk {
  /** Also this long ago, ms; 0 = not. */
  compareMs: number;
  chosen: Chosen | null;
  many: boolean;
}

/** Everything the section draws. */
export function httpQueries(targetId: string, { compareMs, chosen, many }: HttpAsk): LiveQuery[] {
  const line = many ? POINTS.manyLines : POINTS.line;
  const table = many ? POINTS.manyTable : POINTS.table;
  const ask = (id: HttpId, maxPoints: number): LiveQuery => ({
    id: httpId(id, many),
    expr: httpExpr(id, targetId, 0, chosen),
    maxPoints,
    // another route's latencies are no other range
    follows: id.startsWith('latency'),
  });
  const heats = HEAT_PARTS.flatMap((part): HttpId[] => [`latency-${part}`, `sched-${part}`]);
  return [
    ...SINGLES.map((id) => ask(id, line)),
    ...COLUMNS.map((id) => ask(id, table)),
    ...heats.map((id) => ask(id, POINTS.table)),
    ...(compareMs === 0
      ? []
      : COMPARED.map((id) => ({
          id: httpBeforeId(id, many),
          expr: httpExpr(id, targetId, compareMs),
          maxPoints: line,
          follows: true,
        }))),
  ];
}
