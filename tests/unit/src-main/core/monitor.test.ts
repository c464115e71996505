import fs from 'node:fs';
import http from 'node:http';
import type net from 'node:net';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { silentLog } from '../../../../src-main/core/log/log.js';
import { startMonitor, type MonitorOptions } from '../../../../src-main/core/monitor.js';
import { systemClock } from '../../../../src-main/core/targets/clock.js';
import { tempFolder } from '../../../helpers/temp-folder.js';

const TOKEN = 'a-token-of-sixteen-and-more';

/** An app with the index page and /metrics, on a port of its own. */
async function goApp(): Promise<string> {
  const server = http.createServer((request, response) => {
    if (request.url === '/debug/pprof/')
      response.end(
        "<html>/debug/pprof/<tr><td>12</td><td><a href='goroutine?debug=1'>goroutine</a></td></tr>",
      );
    else if (request.url === '/metrics')
      response.end(
        '# TYPE orders_total counter\n# HELP orders_total Two\\nlines.\norders_total{shop="a\\"b"} 5\n',
      );
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as net.AddressInfo).port}/`;
}

async function core(options: Partial<MonitorOptions> = {}) {
  const dir = options.folder?.path ?? tempFolder();
  const pageDir = tempFolder();
  fs.mkdirSync(path.join(pageDir, 'assets'));
  fs.writeFileSync(path.join(pageDir, 'index.html'), '<html>page</html>');
  fs.writeFileSync(path.join(pageDir, 'assets', 'app-1.js'), 'code');
  const monitor = await startMonitor({
    version: '0.0.0-test',
    folder: { path: dir, writable: true },
    log: silentLog(),
    host: '127.0.0.1',
    port: 0,
    allowedHosts: [],
    token: TOKEN,
    pageDir,
    targets: [],
    ...options,
  });
  let closed = false;
  const close = async (): Promise<void> => {
    if (!closed) await monitor.close();
    closed = true;
  };
  onTestFinished(close);
  const call = async (method: string, at: string, body?: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(`http://127.0.0.1:${monitor.port}${at}`, {
      method,
      headers: {
        authorization: `Bearer ${TOKEN}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = (): ReturnType<typeof JSON.parse> => JSON.parse(text);
    return {
      status: response.status,
      text,
      headers: response.headers,
      json,
      brief: `${response.status} ${text.startsWith('{') ? String(json().code ?? '') : ''}`.trim(),
    };
  };
  return { monitor, call, close, dir };
}

it('reads the families of a target once for all who ask within two seconds', async () => {
  let mono = 0;
  const { monitor, call } = await core({ clock: { ...systemClock, monotonic: () => mono } });
  const { id } = (await call('POST', '/api/v1/targets', { url: await goApp() })).json() as { id: string };
  const families = async (): Promise<string[]> => {
    const { items } = (await call('GET', `/api/v1/metrics/families?target=${id}`)).json() as {
      items: { name: string }[];
    };
    return items.map(({ name }) => name);
  };
  expect(await families()).not.toContain('mine');
  monitor.collector(id)?.collectCustomMetric('mine', 1);
  mono = 1999;
  expect(await families()).not.toContain('mine');
  mono = 2000;
  expect(await families()).toContain('mine');
});

async function until(what: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 100; i++) {
    if (await what()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('did not come');
}

const REFUSED = (
  [
    ['GET', '/api/v1/targets', undefined, { authorization: '' }, '401 UNAUTHORIZED'],
    ['GET', '/metrics', undefined, { authorization: 'Bearer wrong' }, '401 UNAUTHORIZED'],
    ['GET', '/api/v1/targets', undefined, { origin: 'http://evil.test' }, '403 FOREIGN_ORIGIN'],
    ['GET', '/healthz', undefined, { origin: 'http://evil.test' }, '403 FOREIGN_ORIGIN'],
    ['GET', '/api/v1/targets/none', undefined, {}, '404 NOT_FOUND'],
    ['GET', '/api/v1/metrics/latest?target=none', undefined, {}, '404 NOT_FOUND'],
    ['GET', '/api/v1/rules', undefined, {}, '404 NOT_AVAILABLE'],
    ['POST', '/v1/traces', {}, {}, '404 NOT_AVAILABLE'],
    ['POST', '/api/v1/targets', { url: 'ftp://h' }, {}, '422 INVALID_URL'],
    ['POST', '/api/v1/targets', { url: 'http://169.254.169.254' }, {}, '422 ADDRESS_REFUSED'],
    ['POST', '/api/v1/targets', { url: 'http://h', auth: { x: 1 } }, {}, '422 NOT_AVAILABLE'],
    ['POST', '/api/v1/targets', { url: 'http://h', labels: { __name__: 'x' } }, {}, '422 INVALID_INPUT'],
    ['POST', '/api/v1/targets', { url: 5 }, {}, '422 INVALID_INPUT'],
    ['PATCH', '/api/v1/targets/any', { sources: [] }, {}, '422 INVALID_INPUT'],
    ['POST', '/api/v1/targets', '{"url":', {}, '400 BAD_REQUEST'],
    ['POST', '/api/v1/targets', '{"url":"http://h"}', { 'content-type': 'text/plain' }, '415 NOT_JSON'],
    ['POST', '/api/v1/targets', 'x'.repeat(65_537), {}, '413 BODY_TOO_LARGE'],
    ['POST', '/api/v1/session', 'x'.repeat(1025), {}, '413 BODY_TOO_LARGE'],
    ['PUT', '/api/v1/demo/faults/cpu_spike', 'x'.repeat(1025), {}, '413 BODY_TOO_LARGE'],
    ['POST', '/api/v1/query', 'x'.repeat(1_048_577), {}, '413 BODY_TOO_LARGE'],
    ['POST', '/api/v1/query', 'x'.repeat(1_048_576), {}, '400 BAD_REQUEST'],
    ['PATCH', '/api/v1/settings', { changes: [] }, {}, '422 INVALID_INPUT'],
    [
      'PATCH',
      '/api/v1/settings',
      { changes: [{ key: 'log.level', value: 'loud' }] },
      {},
      '422 SETTING_REFUSED',
    ],
    ['PUT', '/api/v1/demo/faults/cpu_spike', { on: true }, {}, '409 DEMO_NOT_RUNNING'],
    [
      'POST',
      '/api/v1/query',
      { queries: [{ id: 'a', expr: 'm' }], start: 5, end: 1 },
      {},
      '422 INVALID_INPUT',
    ],
    [
      'POST',
      '/api/v1/query',
      { queries: [{ id: 'a', expr: 'm' }], start: 'soon', end: 1 },
      {},
      '422 INVALID_INPUT',
    ],
    ['GET', '/api/v1/annotations?start=never', undefined, {}, '422 INVALID_INPUT'],
    ['POST', '/api/v1/session', { code: 'made-up' }, { authorization: '' }, '401 CODE_REFUSED'],
  ] as [string, string, unknown, Record<string, string>, string][]
).map(([method, at, body, headers, brief]) => [method, at, brief, body, headers] as const);

describe('the core over HTTP', () => {
  it('adds a target, polls it, answers queries, and has it again after a start', async () => {
    const url = await goApp();
    const first = await core();
    const added = await first.call('POST', '/api/v1/targets', { url });
    expect(added.status).toBe(201);
    const { id } = added.json();
    await until(async () => (await first.call('GET', `/api/v1/targets/${id}`)).json().health === 'up');
    await until(async () => {
      const { text } = await first.call('GET', `/api/v1/metrics/latest?target=${id}`);
      return text.includes('orders_total') && text.includes('go_goroutines');
    });

    const now = Date.now();
    const answer = await first.call('POST', '/api/v1/query', {
      queries: [{ id: 'q', expr: `go_goroutines{target="${id}"}`, mode: 'raw' }],
      start: now - 60_000,
      end: new Date(now + 1000).toISOString(),
    });
    expect(answer.json().results[0].series[0].v[0]).toBe(12);
    const federated = await first.call('GET', '/federate?match[]=orders_total');
    expect(federated.text).toMatch(
      /^# HELP orders_total Two\\nlines\.\n# TYPE orders_total counter\norders_total\{.*shop="a\\"b"\} 5 \d+\n$/,
    );
    expect((await first.call('GET', '/federate?match[]=1')).brief).toBe('422 INVALID_INPUT');
    expect((await first.call('GET', '/federate?match[]=(')).status).toBe(422);
    expect((await first.call('GET', '/metrics')).text).toMatch(/^gopherscope_targets_up 1$/m);
    expect((await first.call('GET', '/api/v1/status')).json()).toMatchObject({
      targets: 1,
      targetsUp: 1,
      notices: [],
    });
    expect((await first.call('POST', '/api/v1/targets', { url })).brief).toBe('409 TARGET_EXISTS');
    const renamed = await first.call('PATCH', `/api/v1/targets/${id}`, {
      name: 'shop',
      labels: { env: 'dev' },
    });
    expect(renamed.json().name).toBe('shop');
    await first.close();

    const second = await core({ folder: { path: first.dir, writable: true } });
    expect((await second.call('GET', '/api/v1/targets')).json().items).toMatchObject([
      { id, name: 'shop', url },
    ]);
    expect((await second.call('DELETE', `/api/v1/targets/${id}`)).status).toBe(200);
    expect((await second.call('POST', `/api/v1/targets/${id}/restore`, {})).json().id).toBe(id);
    expect((await second.call('GET', `/api/v1/annotations?target=${id}&start=0`)).json().items).toEqual([]);
  });

  it('streams events to a window that set its topics', async () => {
    const { monitor, call } = await core();
    expect((await call('PUT', '/api/v1/events/w1/topics', { topics: [] })).brief).toBe('404 NOT_FOUND');
    const abort = new AbortController();
    const stream = await fetch(`http://127.0.0.1:${monitor.port}/api/v1/events?client=w1`, {
      headers: { authorization: `Bearer ${TOKEN}` },
      signal: abort.signal,
    });
    expect(stream.headers.get('content-type')).toContain('text/event-stream');
    const topics = [{ topic: 'status' }, { topic: 'targets' }];
    expect((await call('PUT', '/api/v1/events/w1/topics', { topics })).json()).toEqual({ topics: 2 });
    let text = '';
    for await (const chunk of stream.body!) {
      text += Buffer.from(chunk as Uint8Array).toString();
      if (text.includes('"topic":"targets"')) break;
    }
    expect(text).toContain('"topic":"hello"');
    abort.abort();
  });

  it.each(REFUSED)('%s %s is refused with %s', async (method, at, brief, body, headers) => {
    const { call } = await core();
    const answer = await call(method, at, body, headers);
    expect(answer.brief).toBe(brief);
    expect(answer.json()).toMatchObject({ status: answer.status, message: expect.any(String) as string });
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('gives the token for a code, once', async () => {
    const { monitor, call } = await core();
    const code = monitor.issueCode();
    const session = (): ReturnType<typeof call> =>
      call('POST', '/api/v1/session', { code }, { authorization: '' });
    expect((await session()).json()).toEqual({ token: TOKEN });
    expect((await session()).brief).toBe('401 CODE_REFUSED');
  });

  it('serves the page, its files and nothing else', async () => {
    const { call } = await core();
    const none = { authorization: '' };
    for (const place of ['/', '/targets/abc', '/index.html']) {
      const page = await call('GET', place, undefined, none);
      expect([page.status, page.text]).toEqual([200, '<html>page</html>']);
      expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(page.headers.get('cache-control')).toBe('no-cache');
    }
    const script = await call('GET', '/assets/app-1.js', undefined, none);
    expect([script.text, script.headers.get('content-type')]).toEqual([
      'code',
      'text/javascript; charset=utf-8',
    ]);
    expect(script.headers.get('cache-control')).toContain('immutable');
    expect((await call('HEAD', '/', undefined, none)).text).toBe('');
    for (const at of [
      '/../package.json',
      '/assets/%2e%2e/token',
      '/assets/..%2findex.html',
      '/nothing.js',
      '/.env',
    ]) {
      const { status, text } = await call('GET', at, undefined, none);
      expect(status === 401 || text === '<html>page</html>').toBe(true);
    }
    expect((await call('GET', '/healthz', undefined, none)).json()).toMatchObject({
      status: 'ok',
      version: '0.0.0-test',
    });
  });

  it('describes all of it as OpenAPI', async () => {
    const { call } = await core();
    const document = (await call('GET', '/api/v1/openapi.json')).json();
    expect(document.openapi).toMatch(/^3\.1/);
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining([
        '/targets',
        '/targets/{id}',
        '/query',
        '/events',
        '/annotations',
        '/session',
        '/discover',
      ]),
    );
  });
});

describe('the core in a folder', () => {
  it('tells what was damaged there', async () => {
    const dir = tempFolder();
    fs.writeFileSync(path.join(dir, 'targets.json'), '');
    fs.writeFileSync(path.join(dir, 'annotations.ndjson'), 'rubbish\n{"half');
    const { call } = await core({ folder: { path: dir, writable: true } });
    const codes = (await call('GET', '/api/v1/status'))
      .json()
      .notices.map(({ code }: { code: string }) => code);
    expect(codes).toEqual(['DOCUMENT_LOST', 'JOURNAL_DAMAGED']);
  });

  it('watches targets of this run beside those kept, and goes on when one cannot be', async () => {
    const url = await goApp();
    const { call, monitor, dir } = await core({ targets: [url, 'ftp://bad'] });
    await monitor.addTarget('http://127.0.0.1:1/');
    const items = (await call('GET', '/api/v1/targets')).json().items as { temporary: boolean }[];
    expect(items.map(({ temporary }) => temporary)).toEqual([true, false]);
    expect(fs.readFileSync(path.join(dir, 'targets.json'), 'utf8')).not.toContain(url);
  });
});

describe('the collecting operations', () => {
  it('give the newest points of a target by what they are about', async () => {
    const { monitor, call } = await core();
    const id = String((await call('POST', '/api/v1/targets', { url: await goApp() })).json().id);
    const collector = monitor.collector(id);
    const goroutines = () =>
      (collector?.collectGoroutineCount() ?? []).filter(({ name }) => name === 'go_goroutines');
    await until(() => Promise.resolve(goroutines().length > 0));
    expect(goroutines().map(({ name, value }) => [name, value])).toEqual([['go_goroutines', 12]]);
    // Of memory only what the system says: the app gives no MemStats.
    expect(collector?.collectMemoryUsage().filter(({ name }) => name.startsWith('go_'))).toEqual([]);
    expect(monitor.collector('none')).toBeNull();
  });

  it('take in a metric of the caller’s own, each series by itself', async () => {
    const { monitor, call } = await core();
    const id = String((await call('POST', '/api/v1/targets', { url: await goApp() })).json().id);
    const made = monitor.collector(id)?.collectCustomMetric('queue_depth', 7, { queue: 'mail' });
    monitor.collector(id)?.collectCustomMetric('queue_depth', 9, { queue: 'sms' });
    expect(made).toMatchObject({
      name: 'queue_depth',
      value: 7,
      type: 'gauge',
      labels: { queue: 'mail', target: id },
    });
    const latest = (await call('GET', `/api/v1/metrics/latest?target=${id}`)).json().items as {
      name: string;
      value: number;
      labels: Record<string, string>;
    }[];
    const depths = latest
      .filter(({ name }) => name === 'queue_depth')
      .map(({ labels, value }) => [labels['queue'], value]);
    expect(depths.sort()).toEqual([
      ['mail', 7],
      ['sms', 9],
    ]);
    expect(() => monitor.collector(id)?.collectCustomMetric('no name', 1)).toThrow(RangeError);
  });
});
