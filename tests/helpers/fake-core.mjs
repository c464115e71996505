// A stand-in for the core: serves dist/renderer under the real CSP and invents plausible live data in the
// shapes of the contract. For screenshots of states and for work on the page alone; not a test double of logic.
//   node tests/helpers/fake-core.mjs [--port 7676] [--targets N] [--empty] [--broken-query]
import { createServer } from 'node:http';
import { readFileSync, statSync } from 'node:fs';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  add,
  ANN,
  evaluate,
  iso,
  MIN,
  MISSING,
  msg,
  probe,
  removed,
  status,
  stepFor,
  target,
  targets,
} from './fake-data.mjs';

const ROOT = fileURLToPath(new URL('../../dist/renderer', import.meta.url));
const arg = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : (process.argv[at + 1] ?? '');
};
const PORT = Number(arg('port', 7676));
const TOKEN = 'fake-token';
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types vue default";

const clients = new Map();
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};
const send = (res, code, body) => {
  res.writeHead(code, { 'content-type': 'application/json' });
  res.end(JSON.stringify(body));
};
const fail = (res, statusCode, code, message, data) =>
  send(res, statusCode, { defined: true, code, status: statusCode, message, data });
const body = async (req) => {
  const parts = [];
  for await (const part of req) parts.push(part);
  const text = Buffer.concat(parts).toString();
  return text ? JSON.parse(text) : {};
};
function emit(client, topic, payload, id) {
  client.res.write(
    `event: message\ndata: ${JSON.stringify({ topic, ...(id ? { id } : {}), seq: (client.seq += 1), payload })}\n\n`,
  );
}
const touch = (t) => {
  for (const c of clients.values())
    emit(c, 'targets', { items: t ? [t] : [], removed: t ? [] : [...removed.keys()] });
};
setInterval(() => {
  const now = Date.now();
  for (const c of clients.values()) {
    emit(c, 'status', status());
    for (const q of c.topics) {
      if (q.topic !== 'query') continue;
      const step = stepFor((q.rangeSeconds ?? 900) * 1000, q.maxPoints ?? 1000);
      const result =
        q.mode === 'raw' ? evaluate(q, now - 5000, now, step) : evaluate(q, now - step, now, step);
      emit(c, 'query', { ...result, step }, q.id);
    }
  }
}, 1000);

async function api(req, res, url) {
  const path = url.pathname.slice('/api/v1'.length);
  if (path === '/session') return send(res, 200, { token: TOKEN });
  if (req.headers.authorization !== `Bearer ${TOKEN}`)
    return fail(res, 401, 'UNAUTHORIZED', 'A bearer token is needed.');
  const key = `${req.method} ${path}`;
  if (key === 'GET /status') return send(res, 200, status());
  if (key === 'GET /targets') return send(res, 200, { items: [...targets.values()], nextCursor: null });
  if (key === 'GET /annotations') return send(res, 200, { items: ANN, nextCursor: null });
  if (key === 'POST /query') {
    const { queries, start, end, maxPoints = 1000 } = await body(req);
    const step = stepFor(end - start, maxPoints);
    return send(res, 200, { step, results: queries.map((q) => evaluate(q, start, end, step)) });
  }
  if (key === 'GET /discover') {
    const p = (pid, name, ports, kinds) => ({
      pid,
      exe: `/home/dev/src/shop/bin/${name}`,
      module: `example.com/shop/cmd/${name}`,
      goVersion: 'go1.27.3',
      buildVersion: '3f2a9c17be0d44aa91c2',
      ports,
      sources: kinds.map((k) => ({ kind: k, url: `http://127.0.0.1:${ports[0]}/` })),
      missing: kinds.length ? [] : [{ ...MISSING[0], why: 'listens, but only for gRPC' }],
      targetId: null,
    });
    return send(res, 200, {
      items: [
        p(48102, 'catalogd', [6060], ['pprof', 'expvar']),
        p(48213, 'invoice-render', [7070], ['pprof', 'prometheus']),
        p(48377, 'orders-worker', [9000], []),
      ],
      nextCursor: null,
    });
  }
  if (key === 'POST /targets/probe') {
    const { url: asked } = await body(req);
    await new Promise((r) => setTimeout(r, /slow/.test(asked) ? 3000 : 250));
    const found = probe(asked);
    return found ? send(res, 200, found) : fail(res, 422, 'INVALID_URL', 'The host nowhere has no address.');
  }
  if (key === 'POST /targets') {
    const input = await body(req);
    const t = target(`n${targets.size}`, input.name ?? 'new', { labels: input.labels, local: false });
    add({ ...t, createdAt: iso(Date.now()) }, {});
    touch(t);
    return send(res, 201, t);
  }
  if (req.method === 'GET' && path === '/events') {
    res.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    res.write(': \n\n');
    const client = { res, seq: 0, topics: [] };
    clients.set(url.searchParams.get('client'), client);
    res.on('close', () => clients.delete(url.searchParams.get('client')));
    return undefined;
  }
  const topics = /^\/events\/([^/]+)\/topics$/.exec(path);
  if (topics) {
    const client = clients.get(topics[1]);
    if (!client) return fail(res, 404, 'NOT_FOUND', 'no such stream');
    client.topics = (await body(req)).topics;
    return send(res, 200, { topics: client.topics.length });
  }
  const one = /^\/targets\/([^/]+)(\/restore)?$/.exec(path);
  const t = one && (targets.get(one[1]) ?? (one[2] ? removed.get(one[1]) : undefined));
  if (!t) return fail(res, 404, 'NOT_FOUND', 'no such target');
  if (req.method === 'DELETE') {
    targets.delete(t.id);
    removed.set(t.id, t);
    touch(null);
    return send(res, 200, { id: t.id, restorableUntil: iso(Date.now() + 10 * MIN) });
  }
  if (req.method === 'POST') removed.delete(t.id);
  const input = req.method === 'PATCH' ? await body(req) : {};
  const sources = input.sources
    ? t.sources.map((s, i) => ({
        ...s,
        configuredSeconds: input.sources[i]?.intervalSeconds ?? s.configuredSeconds,
        chosenSeconds: input.sources[i]?.intervalSeconds ?? null,
        intervalSeconds: input.sources[i]?.intervalSeconds ?? s.intervalSeconds,
      }))
    : t.sources;
  const next = { ...t, ...input, sources };
  if (input.enabled !== undefined)
    next.conditions = input.enabled
      ? []
      : [{ type: 'paused', since: iso(Date.now()), ...msg('PAUSED', 'paused by you') }];
  targets.set(t.id, next);
  touch(next);
  return send(res, 200, next);
}

createServer((req, res) => {
  const url = new URL(req.url ?? '/', 'http://x');
  if (url.pathname.startsWith('/api/v1'))
    return void api(req, res, url).catch((e) => fail(res, 500, 'INTERNAL', String(e)));
  const file = join(ROOT, normalize(url.pathname === '/' ? '/index.html' : url.pathname));
  try {
    if (!file.startsWith(ROOT) || !statSync(file).isFile()) throw new Error('none');
    res.writeHead(200, {
      'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
      'content-security-policy': CSP,
    });
    res.end(readFileSync(file));
  } catch {
    fail(res, 404, 'NOT_FOUND', 'no such file');
  }
  return undefined;
}).listen(PORT, '127.0.0.1', () => {
  console.log(`fake core ready url=http://127.0.0.1:${PORT}/#code=x`);
});
