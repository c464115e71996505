import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contract } from '../../shared/contract/index.js';
import { ExpositionReader } from '../../src-main/core/scrape/exposition.js';
import { cleanUp, until } from '../helpers/children.js';
import { startCore, type Core } from '../helpers/core.js';
import { startApp } from '../helpers/go-apps.js';

/** What the API answers: one shape for every error, addresses it refuses, its own description, its text formats. */

interface ErrorBody {
  code: string;
  status: number;
  message: string;
  data: unknown;
}

describe('answers of the API', () => {
  let core: Core;
  let targetId: string;
  beforeAll(async () => {
    const [started, app] = await Promise.all([startCore(), startApp('metrics', '--series', '3')]);
    core = started;
    const labels = { team: 'a "b" \\ c' };
    ({ id: targetId } = await core.api.add({ url: app.url, intervalSeconds: 1, name: 'shop', labels }));
    await until('a sample', () => core.api.value(targetId, 'app_ticks_total'));
  });
  afterAll(cleanUp);

  const send = async (method: string, where: string, body?: string, headers: Record<string, string> = {}) => {
    const response = await fetch(core.url + where, {
      method,
      headers: {
        authorization: `Bearer ${core.api.token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body }),
    });
    const answer = (await response.json()) as ErrorBody;
    return { httpStatus: response.status, ...answer };
  };
  const expectError = (answer: ErrorBody & { httpStatus: number }, status: number, code: string): void => {
    expect(answer).toMatchObject({ httpStatus: status, status, code });
    expect(Object.keys(answer).sort()).toEqual(['code', 'data', 'httpStatus', 'message', 'status']);
    expect(answer.message.length).toBeGreaterThan(5);
    expect(typeof answer.data).toBe('object');
    expect(answer.message).not.toMatch(/\bat .*\.(?:m?js|ts):\d+|undefined|\[object/);
  };
  const post = (body: unknown, where = '/api/v1/targets') => send('POST', where, JSON.stringify(body));

  it.each([
    ['GET', '/api/v1/none'],
    ['GET', '/api/v1/alerts?state=firing'],
    ['GET', '/api/v1/profiles/diff?base=a&current=b'],
    ['GET', '/api/v1/analytics/forecast'],
    ['GET', '/api/v1/service-map'],
    ['POST', '/v1/traces'],
    ['GET', '/prometheus/api/v1/query?query=up'],
    ['PUT', '/api/v1/targets'],
    ['GET', '/api/v2/targets'],
    ['GET', '/no/such.file'],
  ])('%s %s: not built, 404 NOT_AVAILABLE', async (method, where) => {
    expectError(await send(method, where), 404, 'NOT_AVAILABLE');
  });

  it('refuses bodies that are no JSON, of another type, or too large', async () => {
    for (const body of ['{', 'nonsense', '{"url":}', '\u0000', '{"url":"a"}{'])
      expectError(await send('POST', '/api/v1/targets', body), 400, 'BAD_REQUEST');
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/jsonp',
    ])
      expectError(
        await send('POST', '/api/v1/targets', '{"url":"a"}', { 'content-type': type }),
        415,
        'NOT_JSON',
      );
    const large = JSON.stringify({ url: 'a'.repeat(1024 * 1024) });
    expectError(await send('POST', '/api/v1/targets', large), 413, 'BODY_TOO_LARGE');
  });

  it.each([
    [{}],
    [{ url: '' }],
    [{ url: 5 }],
    [{ url: 'a'.repeat(3000) }],
    [{ sources: [{ kind: 'carrier pigeon', url: 'http://a/' }] }],
    [{ sources: [] }],
    [{ url: 'a', labels: { 'no-dash': 'x' } }],
    [{ url: 'a', labels: { a: 5 } }],
    [{ url: 'a', intervalSeconds: 0.01 }],
    [{ url: 'a', intervalSeconds: 1e9 }],
    [{ url: 'a', enabled: 'yes' }],
    [{ url: 'a', name: '' }],
    [null],
    [[]],
  ])('%j: 422 INVALID_INPUT', async (body) => {
    expectError(await post(body), 422, 'INVALID_INPUT');
  });

  it('names what is wrong with times, queries and ids', async () => {
    const query = (change: object) =>
      post({ queries: [{ id: 'a', expr: 'up' }], start: 0, end: 1000, ...change }, '/api/v1/query');
    for (const change of [
      { queries: [] },
      { start: 'yesterday' },
      { start: 5000 },
      { maxPoints: 0 },
      { maxPoints: 1e9 },
    ])
      expectError(await query(change), 422, 'INVALID_INPUT');
    // One bad expression of a batch does not cost the others their answer.
    const { results } = await core.api.call<{ results: { id: string; error?: { code: string } }[] }>(
      'POST',
      '/query',
      {
        queries: [
          { id: 'bad', expr: 'rate(' },
          { id: 'good', expr: 'up' },
        ],
        start: Date.now() - 5000,
        end: Date.now(),
      },
    );
    expect(results.map(({ id, error }) => [id, error === undefined])).toEqual([
      ['bad', false],
      ['good', true],
    ]);
    expectError(await send('GET', '/api/v1/targets/none'), 404, 'NOT_FOUND');
    expectError(await send('GET', '/api/v1/metrics/latest?target=none'), 404, 'NOT_FOUND');
    expectError(await send('GET', '/api/v1/annotations?start=yesterday'), 422, 'INVALID_INPUT');
  });

  it('refuses credentials, which are not built, and other schemes', async () => {
    expectError(await post({ url: 'http://127.0.0.1:1', auth: { user: 'a' } }), 422, 'NOT_AVAILABLE');
    for (const url of [
      'http://user@127.0.0.1:1',
      'http://user:secret@127.0.0.1:1',
      'user:secret@127.0.0.1:1',
    ]) {
      const answer = await post({ url });
      expectError(answer, 422, 'INVALID_URL');
      expect(answer.message).not.toContain('secret');
    }
    for (const url of [
      'file:///etc/passwd',
      'ftp://127.0.0.1/',
      'javascript:alert(1)',
      'http://',
      'http://[::1',
      'data:text/plain,a 1',
    ])
      expectError(await post({ url }), 422, 'INVALID_URL');
  });

  it('refuses link-local and metadata addresses in 21 spellings, as url, source and probe', async () => {
    const hosts = [
      '169.254.169.254',
      '169.254.0.1',
      '2852039166',
      '0xa9fea9fe',
      '0251.0376.0251.0376',
      '169.254.43518',
      '169.16689662',
      '[::ffff:169.254.169.254]',
      '[::ffff:a9fe:a9fe]',
      '[0:0:0:0:0:ffff:a9fe:a9fe]',
      '[64:ff9b::169.254.169.254]',
      '[64:ff9b::a9fe:a9fe]',
      '[::a9fe:a9fe]',
      '[fe80::1]',
      '[fd00:ec2::254]',
      '100.100.100.200',
      '168.63.129.16',
      'metadata.google.internal',
      'METADATA.GOOGLE.INTERNAL.',
      '0.0.0.0',
      '[::]',
    ];
    expect(hosts).toHaveLength(21);
    for (const host of hosts) {
      const url = `http://${host}/metrics`;
      for (const answer of [
        await post({ url }),
        await post({ sources: [{ kind: 'prometheus', url }] }),
        await post({ url }, '/api/v1/targets/probe'),
      ])
        expect([host, answer.httpStatus, answer.code]).toEqual([host, 422, 'ADDRESS_REFUSED']);
    }
    expect(await core.api.targets()).toHaveLength(1);
  });

  it('describes itself: OpenAPI 3.1 with every route of the contract', async () => {
    const document = await core.api.call<{ openapi: string; paths: Record<string, Record<string, unknown>> }>(
      'GET',
      '/openapi.json',
    );
    expect(document.openapi).toMatch(/^3\.1\./);
    const routes = Object.values(contract).flatMap((resource) =>
      Object.values(resource).map((procedure) => procedure['~orpc'].route),
    );
    expect(routes.length).toBeGreaterThan(10);
    const paths = Object.entries(document.paths).flatMap(([where, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${where.replace(/^\/api\/v1/, '')}`),
    );
    for (const { method, path } of routes) expect(paths).toContain(`${method ?? 'GET'} ${path ?? ''}`);
  });

  it.each(['/metrics', '/federate', '/federate?match[]=app_items'])(
    '%s is an exposition without a bad line',
    async (where) => {
      const response = await fetch(core.url + where, {
        headers: { authorization: `Bearer ${core.api.token}` },
      });
      expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
      const text = await response.text();
      const read: [name: string, labels: Record<string, string>][] = [];
      const sink = {
        slot: (name: string, labels: Record<string, string>) => read.push([name, labels]),
        stamped: (name: string, labels: Record<string, string>) => void read.push([name, labels]),
      };
      const result = new ExpositionReader().read(Buffer.from(text), sink, false, 100_000);
      expect(result).toMatchObject({ badLines: 0, firstBad: null, overLimit: 0 });
      expect(text.endsWith('\n')).toBe(true);
      if (where === '/metrics') expect(read.some(([name]) => name.startsWith('gopherscope_'))).toBe(true);
      else {
        const item = read.find(([name, labels]) => name === 'app_items' && labels['item'] === '2');
        expect(item?.[1]).toMatchObject({ job: 'shop', team: 'a "b" \\ c' });
        expect(item?.[1]).not.toHaveProperty('target');
        if (where.includes('match'))
          expect(new Set(read.map(([name]) => name))).toEqual(new Set(['app_items']));
      }
    },
  );
});
