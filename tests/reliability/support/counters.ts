import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Numbers in [0, 1) that a seed determines (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What counters do to whoever computes their rate. */
export const COUNTERS = [
  'steady',
  'irregular',
  'resetting',
  'gappy',
  'late',
  'tiny',
  'huge',
  'falling',
] as const;

export interface CounterServer {
  address: string;
  close: () => void;
}

/** Serves the counters on `/whole`, and on `/flaky` with answers missing now and then. */
export async function serveCounters(seed: number): Promise<CounterServer> {
  const pages = new Map(
    ['/whole', '/flaky'].map((path, index) => [path, makePage(randomFrom(seed + index))]),
  );
  const dice = randomFrom(seed + 7);
  const server = createServer((request, response) => {
    const page = pages.get(request.url ?? '');
    const broken = request.url === '/flaky' && dice() < 0.2;
    response.writeHead(page === undefined || broken ? 500 : 200, {
      'Content-Type': 'text/plain; version=0.0.4',
    });
    response.end(page?.());
  });
  await listen(server);
  const { port } = server.address() as AddressInfo;
  return { address: `127.0.0.1:${String(port)}`, close: () => server.close() };
}

const listen = (server: Server): Promise<void> =>
  new Promise((done) => {
    server.listen(0, '127.0.0.1', done);
  });

function makePage(random: () => number): () => string {
  const values = {
    steady: 1000,
    irregular: 0,
    resetting: 0,
    gappy: 5,
    late: 0,
    tiny: 0,
    huge: 2 ** 50,
    falling: 1000,
  };
  let scrapes = 0;
  return () => {
    scrapes += 1;
    values.steady += 3;
    values.irregular += random() < 0.4 ? 0 : random() * 100;
    values.resetting = random() < 0.12 ? random() * 4 : values.resetting + random() * 10;
    values.gappy += Math.floor(random() * 5);
    values.late += scrapes > 15 ? Math.floor(random() * 3) : 0;
    values.tiny += random() * 1e-9;
    values.huge += Math.floor(random() * 1e6);
    values.falling += random() < 0.5 ? -random() : random() * 2;
    const hidden = (name: string): boolean =>
      (name === 'gappy' && scrapes % 11 >= 7) || (name === 'late' && scrapes <= 15);
    return Object.entries(values)
      .filter(([name]) => !hidden(name))
      .map(([name, value]) => `${name}_total ${String(value)}\n`)
      .join('');
  };
}
