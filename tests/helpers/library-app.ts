import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** A route as the app under test serves it; latencies are log-normal around `median`. */
export interface PlayedRoute {
  method: string;
  route: string;
  perSecond: number;
  /** Seconds. */
  median: number;
  /** Share of its requests that end in 500, from `failsFrom` seconds after the start on. */
  fails?: number;
  failsFrom?: number;
  /** From so many seconds on it takes `factor` times the requests. */
  grows?: { from: number; factor: number };
}

/** What else it says. `otel`: in flight without routes, as OpenTelemetry's own library does. */
export interface Played {
  routes: PlayedRoute[];
  path?: '/metrics' | '/debug/gopherscope/metrics';
  otel?: boolean;
  /** Runtime metrics of Go 1.26: states and created; false = an older Go. */
  states?: boolean;
}

const BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const SCHED = [1e-7, 3e-7, 1e-6, 3e-6, 1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 0.1];
const SPREAD = 0.6;
const START = Math.floor(Date.now() / 1000);

/** Share of a normal distribution below z. */
function below(z: number): number {
  const t = 1 / (1 + 0.231_641_9 * Math.abs(z));
  const tail =
    0.398_942_3 *
    Math.exp((-z * z) / 2) *
    t *
    (0.319_381_5 + t * (-0.356_563_8 + t * (1.781_477_9 + t * (-1.821_256 + t * 1.330_274_4))));
  return z > 0 ? 1 - tail : tail;
}

const quoted = (text: string): string =>
  `"${text.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n')}"`;

function histogram(name: string, labels: string, count: number, median: number, bounds: number[]): string[] {
  const upTo = (le: number): number => Math.floor(count * below(Math.log(le / median) / SPREAD));
  const joined = labels === '' ? '' : `${labels},`;
  const own = labels === '' ? '' : `{${labels}}`;
  return [
    ...bounds.map((le) => `${name}_bucket{${joined}le="${le}"} ${upTo(le)}`),
    `${name}_bucket{${joined}le="+Inf"} ${count}`,
    `${name}_sum${own} ${count * median * Math.exp((SPREAD * SPREAD) / 2)}`,
    `${name}_count${own} ${count}`,
  ];
}

/** Requests of a route after so many seconds, and how many of them failed. */
export function requestsOf(r: PlayedRoute, seconds: number): { good: number; failed: number } {
  const more = r.grows ? Math.max(0, seconds - r.grows.from) * (r.grows.factor - 1) : 0;
  const all = Math.floor(r.perSecond * (seconds + more));
  const failing = Math.max(0, seconds - (r.failsFrom ?? 0)) * r.perSecond;
  const failed = Math.floor(failing * (r.fails ?? 0));
  return { good: all - failed, failed };
}

/** The exposition `seconds` after the start: counts follow from the time alone. */
export function libraryBody({ routes, otel = false, states = true }: Played, seconds: number): string {
  const name = 'http_server_request_duration_seconds';
  const lines = [
    `# HELP ${name} Duration of HTTP server requests.`,
    `# TYPE ${name} histogram`,
    ...routes.flatMap((r) => {
      const { good, failed } = requestsOf(r, seconds);
      const scope = otel ? ',otel_scope_name="otelhttp",url_scheme="http"' : '';
      const labels = (status: number): string =>
        `http_request_method=${quoted(r.method)},http_route=${quoted(r.route)},http_response_status_code="${status}"${scope}`;
      return [
        ...histogram(name, labels(200), good, r.median, BOUNDS),
        ...(failed > 0 ? histogram(name, labels(500), failed, r.median * 20, BOUNDS) : []),
      ];
    }),
    '# TYPE http_server_active_requests gauge',
    ...(otel
      ? [`http_server_active_requests{http_request_method="GET"} ${Math.round(3 + Math.sin(seconds))}`]
      : routes.map(
          (r, i) =>
            `http_server_active_requests{http_request_method=${quoted(r.method)},http_route=${quoted(r.route)}} ${Math.round(r.perSecond * r.median * (1 + Math.sin(seconds + i)))}`,
        )),
    '# TYPE go_sched_latencies_seconds histogram',
    ...histogram('go_sched_latencies_seconds', '', Math.floor(seconds * 900), 2e-6, SCHED),
    '# TYPE go_sched_pauses_total_gc_seconds histogram',
    ...histogram('go_sched_pauses_total_gc_seconds', '', Math.floor(seconds / 2) * 2, 4e-5, SCHED),
    ...gauges({
      go_goroutines: 40 + 5 * Math.sin(seconds / 7),
      ...(states
        ? {
            go_sched_goroutines_running_goroutines: 2,
            go_sched_goroutines_runnable_goroutines: 1 + Math.round(Math.abs(Math.sin(seconds)) * 3),
            go_sched_goroutines_waiting_goroutines: 34,
            go_sched_goroutines_not_in_go_goroutines: 3,
          }
        : {}),
      process_start_time_seconds: START,
      process_resident_memory_bytes: 60e6 + 1e6 * Math.sin(seconds / 11),
      gopherscope_series: 400,
      shop_queue_length: 5 + Math.round(4 * Math.sin(seconds / 5)),
    }),
    ...counters({
      ...(states ? { go_sched_goroutines_created_goroutines_total: Math.floor(seconds * 120) } : {}),
      go_cpu_classes_gc_mark_dedicated_cpu_seconds_total: seconds * 0.06,
      go_cpu_classes_gc_mark_assist_cpu_seconds_total: seconds * 0.01,
      go_cpu_classes_gc_mark_idle_cpu_seconds_total: seconds * 0.02,
      go_cpu_classes_gc_pause_cpu_seconds_total: seconds * 0.004,
      go_cpu_classes_gc_total_cpu_seconds_total: seconds * 0.094,
      go_cpu_classes_scavenge_total_cpu_seconds_total: seconds * 0.002,
      go_cpu_classes_user_cpu_seconds_total: seconds * 0.6,
      go_cpu_classes_idle_cpu_seconds_total: seconds * 3.304,
      go_cpu_classes_total_cpu_seconds_total: seconds * 4,
      process_cpu_seconds_total: seconds * 0.66,
      gopherscope_scrapes_total: Math.floor(seconds),
      shop_orders_total: Math.floor(seconds * 7),
    }),
    '# TYPE shop_basket_bytes histogram',
    ...histogram(
      'shop_basket_bytes',
      '',
      Math.floor(seconds * 30),
      4000,
      [500, 1000, 2000, 4000, 8000, 16_000],
    ),
    `go_info{version="${states ? 'go1.26.8' : 'go1.24.1'}"} 1`,
  ];
  return `${lines.join('\n')}\n`;
}

const typed =
  (type: string) =>
  (values: Record<string, number>): string[] =>
    Object.entries(values).flatMap(([name, value]) => [`# TYPE ${name} ${type}`, `${name} ${value}`]);
const gauges = typed('gauge');
const counters = typed('counter');

/** Serves it until closed. Counts start as if it had run for `age` seconds. */
export async function startLibraryApp(
  played: Played,
  port = 0,
  age = 100,
): Promise<{ url: string; started: number; close: () => Promise<void> }> {
  const started = Date.now() - age * 1000;
  const server = http.createServer((request, response) => {
    const found = request.url === (played.path ?? '/debug/gopherscope/metrics');
    response.writeHead(found ? 200 : 404, { 'content-type': 'text/plain; version=0.0.4' });
    response.end(found ? libraryBody(played, (Date.now() - started) / 1000) : '');
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const at = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${at.port}`,
    started,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}
