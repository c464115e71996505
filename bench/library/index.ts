import type { Figure } from '../support/figure.js';
import { benchWatching } from '../cost/watching.js';
import { goBench, type GoFigure } from './go-bench.js';
import { residentKiB } from './resident.js';

/** A request through the middleware, ns; what the library may keep resident, MB; watching, see bench cost. */
const LIMIT_NS = 1000;
const LIMIT_RESIDENT_MB = 2;

/** What the Go library costs the app it is in, beside what it is compared with. */
export async function benchLibrary(): Promise<Figure[]> {
  const own = goBench('go', 'Middleware');
  const beside = goBench('bench/go', '.');
  const of = (name: string): GoFigure => {
    const found = beside.get(name);
    if (found === undefined) throw new Error(`no benchmark ${name} in bench/go`);
    return found;
  };
  const none = of('MiddlewareNone');
  const price = (name: string): number => of(name).ns - none.ns;
  const allocations = (name: string): number => of(name).allocs - none.allocs;
  const [ours, prom, otel] = ['Gopherscope', 'Promhttp', 'Otelhttp'].map((name) => `Middleware${name}`) as [
    string,
    string,
    string,
  ];
  const peers = [
    { what: 'promhttp', name: prom },
    { what: 'otelhttp', name: otel },
  ];
  const [scrape, theirs] = [of('ScrapeGopherscope'), of('ScrapeClientGolang')];
  const note = `medians of ${none.runs.toString()} runs, without the handler and mux (${none.ns.toFixed(0)} ns)`;
  return [
    {
      what: 'a request through the middleware',
      ours: price(ours),
      unit: 'ns',
      against: { what: 'limit', value: LIMIT_NS },
      note,
    },
    ...peers.map(({ what, name }) => ({
      what: 'a request through the middleware',
      ours: price(ours),
      unit: 'ns',
      against: { what, value: price(name) },
    })),
    {
      what: 'allocations a request',
      ours: allocations(ours),
      unit: 'allocations',
      against: { what: 'limit', value: 0 },
      note: peers.map(({ what, name }) => `${what} ${allocations(name).toString()}`).join(', '),
    },
    {
      what: 'go test -bench Middleware in go/, the handler alone taken off',
      ours: (own.get('Middleware')?.ns ?? NaN) - (own.get('MiddlewareNone')?.ns ?? NaN),
      unit: 'ns',
      against: { what: 'limit', value: LIMIT_NS },
    },
    {
      what: 'a scrape of everything, CPU',
      ours: scrape.ns / 1000,
      unit: 'µs',
      against: { what: "client_golang's default handler", value: theirs.ns / 1000 },
      note: `${scrape.extra.get('series')?.toString() ?? ''} series in ${scrape.extra.get('bytes')?.toString() ?? ''} bytes against ${theirs.extra.get('series')?.toString() ?? ''} in ${theirs.extra.get('bytes')?.toString() ?? ''}; allocations ${scrape.allocs.toString()} against ${theirs.allocs.toString()}`,
    },
    {
      what: 'resident memory of the library',
      ours: residentKiB() / 1024,
      unit: 'MB',
      against: { what: 'limit', value: LIMIT_RESIDENT_MB },
      note: 'two servers that differ in nothing else, after 6 000 requests, scraped 60 times',
    },
    ...(await benchWatching('library')),
  ];
}
