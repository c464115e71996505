import { computed, type ComputedRef } from 'vue';
import { useI18n } from 'vue-i18n';
import type { Phrase } from '../../../i18n/phrase.js';
import { useView } from '../../../stores/view.js';
import { integer } from '../../../ui/format/number.js';
import type { SeriesView } from '../../../stores/columns.js';
import type { SectionContext } from '../context.js';
import { linesOf, type NamedLine } from '../custom/lines.js';
import { lastOf } from '../facts.js';
import { leadOf } from './lead.js';
import type { HttpId } from './queries.js';
import { methodOf, routeKey, routeOf, routesOf, type Route } from './routes.js';

/** Series 6 is nearest to the signal and series 8 is for what fails: neither is a busy route's. */
const COLORS = ['series-1', 'series-2', 'series-3', 'series-4', 'series-5'];
export const OTHERS = 'series-10';

export interface HttpFacts {
  routes: ComputedRef<Route[]>;
  /** The busiest routes and the one chosen; the others as their sum. */
  lines: ComputedRef<NamedLine[]>;
  /** Name of the route that was chosen; empty = none. */
  chosen: ComputedRef<string>;
  lead: ComputedRef<Phrase[]>;
  /** `GET /v1/cart`: how a route is called everywhere. */
  nameOf: (labels: Record<string, string>) => string;
  routeName: (route: Route) => string;
  /** A route has one colour in all panels; undefined = none of its own. */
  colorOf: (name: string) => string | undefined;
}

/** What was measured of the routes, once a frame for all panels. */
export function useHttpFacts(
  { read, one, beforeAll }: Pick<SectionContext<HttpId>, 'read' | 'one' | 'beforeAll'>,
  selected: () => string | null,
): HttpFacts {
  const { t } = useI18n();
  const view = useView();

  function called(method: string, route: string | null): string {
    const verb = method === '_OTHER' ? t('http.otherMethod') : method;
    return `${verb} ${route ?? t('http.unmatched')}`.trim();
  }
  const nameOf = (labels: Record<string, string>): string => called(methodOf(labels), routeOf(labels));
  const routeName = ({ method, route }: Route): string => called(method, route);

  const busiest = computed(() => linesOf(read('rate'), nameOf, (n) => t('http.other', { n: integer(n) }, n)));
  const chosen = computed<SeriesView | null>(
    () => read('rate').find((s) => routeKey(s.labels) === selected()) ?? null,
  );
  const lines = computed(() => {
    const s = chosen.value;
    const name = s ? nameOf(s.labels) : '';
    if (!s || busiest.value.some((l) => l.name === name)) return busiest.value;
    return [...busiest.value, { name, parts: 1, t: s.t, v: s.v }];
  });
  const colors = computed(
    () => new Map(busiest.value.filter((l) => l.parts === 1).map((l, i) => [l.name, COLORS[i] ?? OTHERS])),
  );
  const routes = computed(() =>
    routesOf({
      rate: read('rate'),
      before: view.compare ? beforeAll('rate') : null,
      p50: read('tableP50'),
      p99: read('tableP99'),
      active: read('activeBy'),
      ratio: read('ratio'),
    }),
  );
  const lead = computed(() =>
    leadOf({
      routes: routes.value,
      total: one('total'),
      rate: lastOf(one('total')),
      p99: lastOf(one('latency-p99')),
      nameOf: routeName,
    }),
  );
  const chosenName = computed(() => (chosen.value ? nameOf(chosen.value.labels) : ''));
  return {
    routes,
    lines,
    chosen: chosenName,
    lead,
    nameOf,
    routeName,
    colorOf: (name) => colors.value.get(name) ?? (name === chosenName.value ? 'text-1' : undefined),
  };
}
