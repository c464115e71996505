/**
 * A target that does everything wrong a scraped app can do, on one port: every behaviour is a path, so a URL in a
 * report reproduces it. What follows the path is ignored (except below /ok), so `http://host:port/drip` also works
 * as a base URL to which /metrics is added. Parameters stand in the query or, for base URLs, as path segments
 * right behind the behaviour: `/drip/ms=50/metrics` is `/drip?ms=50`. Anything else answers 404.
 *
 * A canary on a second loopback address logs every request: any hit means that a client was led astray.
 *
 * From a shell: node tests/helpers/evil-target.mjs [--port 0] [--seed 1]
 */
import net from 'node:net';
import { parseArgs } from 'node:util';
import { bodies } from './evil/bodies.mjs';
import { startCanary } from './evil/canary.mjs';
import { detours } from './evil/detours.mjs';
import { good } from './evil/good.mjs';
import { heads } from './evil/heads.mjs';
import { json } from './evil/json.mjs';
import { series } from './evil/series.mjs';
import { text } from './evil/text.mjs';
import { reply, seededRandom } from './evil/wire.mjs';

const MAX_HEAD_BYTES = 16 << 10;

const all = [...good, ...bodies, ...heads, ...detours, ...series, ...text, ...json];
const byPath = new Map(all.map((behaviour) => [behaviour.path, behaviour]));

/**
 * What there is: `{path, expect, code?, what?, params?}`. `expect` is what a target at that path should become:
 * up, down, partial (up, with a condition that says what was refused), or any where more than one is sound and
 * only surviving counts. `code` is the error code suggested.
 */
export const BEHAVIOURS = all.map(({ answer, ...described }) => described);

/**
 * Starts on 127.0.0.1 (port 0 = any free).
 * Returns {port, url, hits: requests by behaviour path, canary: {port, url, hits: [{method, url, headers}]}, close}.
 * close ends all connections and resolves when both ports are free.
 */
export async function startEvilTarget({ port = 0, seed = 1 } = {}) {
  const hits = new Map();
  const sockets = new Set();
  const shared = { hits, random: seededRandom(seed), startedMs: Date.now(), canaryUrl: '' };
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy()); // resets are our daily bread
    readHead(socket, (line) => answer(socket, line, shared));
  });
  const canary = await startCanary();
  shared.canaryUrl = canary.url;
  await new Promise((resolve, reject) =>
    server.once('error', reject).listen(port, '127.0.0.1', resolve),
  ).catch(async (error) => {
    await canary.close();
    throw error;
  });
  const bound = server.address().port;
  return {
    port: bound,
    url: `http://127.0.0.1:${bound}`,
    hits,
    canary,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await Promise.all([closed, canary.close()]);
    },
  };
}

/** Calls back with the request line once the head is complete; bodies are ignored. */
function readHead(socket, onRequest) {
  let received = '';
  const onData = (chunk) => {
    received += chunk.toString('latin1');
    if (received.length > MAX_HEAD_BYTES) socket.destroy();
    if (!received.includes('\r\n\r\n')) return;
    socket.off('data', onData).resume();
    onRequest(received.slice(0, received.indexOf('\r\n')));
  };
  socket.on('data', onData);
}

function answer(socket, requestLine, { hits, random, startedMs, canaryUrl }) {
  const url = requestLine.split(' ')[1] ?? '/';
  const [pathname, query = ''] = url.split('?');
  const route = routeOf(pathname);
  if (route === null) {
    reply(socket, 'not here\n', { status: 404, reason: 'Not Found' });
    return;
  }
  const { behaviour, rest, inPath } = route;
  const count = (hits.get(behaviour.path) ?? 0) + 1;
  hits.set(behaviour.path, count);
  const params = new URLSearchParams([...inPath, ...new URLSearchParams(query)]);
  behaviour.answer({ socket, url, rest, params, count, random, startedMs, canaryUrl });
}

/** The behaviour with the longest matching path; a path with parameters of its own gives those too. */
function routeOf(pathname) {
  const segments = pathname.split('/').slice(1);
  for (let length = segments.length; length > 0; length--) {
    const behaviour = byPath.get(`/${segments.slice(0, length).join('/')}`);
    if (behaviour === undefined) continue;
    let end = length;
    while (segments[end]?.includes('=')) end++;
    const inPath = segments.slice(0, end).filter((segment) => segment.includes('='));
    const rest = segments.slice(end).join('/');
    return {
      behaviour,
      rest: rest === '' ? '' : `/${rest}`,
      inPath: inPath.map((pair) => pair.split('=', 2)),
    };
  }
  return null;
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({
    options: { port: { type: 'string', default: '0' }, seed: { type: 'string', default: '1' } },
  });
  const target = await startEvilTarget({ port: Number(values.port), seed: Number(values.seed) });
  process.stdout.write(`evil target ready url=${target.url} canary=${target.canary.url}\n`);
}
