// A process that plays many Go apps: /t/N/metrics answers `series` series of a Go-like mix.
import http from 'node:http';

const port = Number(process.argv[2] ?? 0);
const series = Number(process.argv[3] ?? 200);

/**
 * The body of app `n` at scrape `k`: half of it steady or slowly moving gauges, a third counters with uneven
 * steps, the rest histogram buckets and float sums, as a Go service with client_golang and HTTP metrics shows.
 */
export function seriesBody(n: number, k: number, count: number): string {
  const lines: string[] = [];
  const families = Math.ceil(count / 10);
  let left = count;
  for (let f = 0; f < families; f++) {
    const kind = f % 6;
    const name = `${kind < 3 ? 'app_gauge' : 'app_requests'}_${f.toString()}${kind < 3 ? '' : '_total'}`;
    lines.push(
      `# HELP ${name} What app ${n.toString()} says of part ${f.toString()}.`,
      `# TYPE ${name} ${kind < 3 ? 'gauge' : 'counter'}`,
    );
    for (let i = 0; i < 10 && left > 0; i++, left--) {
      lines.push(
        `${name}{handler="/api/v1/things/${i.toString()}",method="GET",code="200"} ${valueOf(kind, f * 10 + i, k)}`,
      );
    }
  }
  return `${lines.join('\n')}\n`;
}

function valueOf(kind: number, id: number, k: number): string {
  const noise = ((id * 2_654_435_761 + k * 40_503) >>> 7) % 1000;
  if (kind === 0) return (id % 97).toString();
  if (kind === 1) return (1_000_000 + Math.floor(k / 30) * 4096 + (id % 13) * 8192).toString();
  if (kind === 2) return (50 + (noise % 40)).toString();
  if (kind === 3) return (k * (3 + (id % 5)) + (noise % 3)).toString();
  if (kind === 4) return (k * 120 + (id % 7) * k).toString();
  return (k * 0.0375 + noise / 1e6).toString();
}

const counts = new Map<string, number>();

if (process.argv[1]?.includes('series-app') === true) {
  const server = http.createServer((request, response) => {
    const path = request.url ?? '';
    const match = /^\/t\/(\d+)\/metrics$/.exec(path);
    if (match === null) {
      response.writeHead(404).end();
      return;
    }
    const k = (counts.get(path) ?? 0) + 1;
    counts.set(path, k);
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' });
    response.end(seriesBody(Number(match[1]), k, series));
  });
  server.listen(port, '127.0.0.1', () => {
    const address = server.address();
    process.stdout.write(`port ${(typeof address === 'object' ? address?.port : 0)?.toString() ?? ''}\n`);
  });
}
