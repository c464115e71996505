import http from 'node:http';
import type net from 'node:net';
import zlib from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { HttpClient, parseTargetUrl, type FetchOptions } from '../../../../../src-main/core/http/client.js';
import { Resolver } from '../../../../../src-main/core/http/resolver.js';
import { rawServer, response } from '../../../../helpers/raw-server.js';

const MIB = 1024 * 1024;

async function ask(
  answer: (socket: net.Socket, request: string) => void,
  options: Partial<FetchOptions> = {},
): Promise<{ text: string; requests: string[]; message: string }> {
  const { url, requests } = await rawServer(answer);
  const client = new HttpClient({ env: {} });
  onTestFinished(() => {
    client.close();
  });
  const result = await client.get(url, { deadlineMs: 1000, ...options });
  return result.ok
    ? { text: `${result.value.status} ${result.value.body.toString().slice(0, 40)}`, requests, message: '' }
    : { text: result.error.code, requests, message: result.error.message };
}

const say = (bytes: Buffer) => (socket: net.Socket) => void socket.write(bytes);

describe('an answer', () => {
  it('is given with its status, type, size, clock and time', async () => {
    const body = zlib.gzipSync('go_goroutines 1\n'.repeat(100));
    const { url, requests } = await rawServer(
      say(
        response(body, {
          'content-encoding': 'gzip',
          'content-type': 'text/plain',
          date: 'Wed, 15 Nov 2023 10:00:00 GMT',
        }),
      ),
    );
    const client = new HttpClient({ env: {} });
    const answer = await client.get(url, { deadlineMs: 1000, accept: 'text/plain' });
    expect(answer).toMatchObject({
      ok: true,
      value: {
        status: 200,
        contentType: 'text/plain',
        wireBytes: body.length,
        serverDateMs: 1_700_042_400_000,
      },
    });
    expect(answer.ok && answer.value.body).toHaveLength(1600);
    expect(requests[0]).toMatch(/^GET \/m HTTP\/1.1\r\n/);
    expect(requests[0]).toMatch(/accept: text\/plain\r\n[^]*accept-encoding: gzip\r\n/i);
    // The next one goes over the same connection.
    expect((await client.get(url, { deadlineMs: 1000 })).ok).toBe(true);
    client.close();
  });

  it.each<[string, (socket: net.Socket) => void, string]>([
    ['garbage', say(Buffer.from('SSH-2.0-OpenSSH_9\r\n')), 'BAD_HTTP'],
    [
      'two lengths',
      say(Buffer.from('HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab')),
      'BAD_HTTP',
    ],
    ['a head of 100 KB', say(response('x', { long: 'x'.repeat(100_000) })), 'BAD_HTTP'],
    ['no answer but a close', (socket) => socket.end(), 'CONNECTION_RESET'],
    ['a cut body', (socket) => socket.end(response('half', { 'content-length': '100' })), 'BODY_CUT'],
    [
      'a cut chunk',
      (socket) => socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhel'),
      'BODY_CUT',
    ],
    [
      'a cut gzip',
      (socket) =>
        socket.end(
          response(zlib.gzipSync('x'.repeat(9000)).subarray(0, 30), {
            'content-encoding': 'gzip',
            'content-length': '90',
          }),
        ),
      'BODY_CUT',
    ],
    ['gzip that is none', say(response('not gzip', { 'content-encoding': 'gzip' })), 'BAD_GZIP'],
    ['another encoding', say(response('x', { 'content-encoding': 'br' })), 'BAD_ENCODING'],
    ['a redirect', say(response('', { location: 'http://elsewhere.test/' }, '302 Found')), '302 '],
    ['a refusal', say(response('no', {}, '401 Unauthorized')), '401 no'],
  ])('of %s', async (_, answer, expected) => {
    const { text, requests } = await ask(answer);
    expect(text).toBe(expected);
    expect(requests).toHaveLength(1);
  });

  it('past 8 MiB on the wire, or 16 inflated, is cut off', async () => {
    const endless = (socket: net.Socket): void => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      const more = (): void => {
        if (!socket.destroyed) socket.write(Buffer.alloc(256 * 1024), more);
      };
      more();
    };
    const started = performance.now();
    expect(await ask(endless)).toMatchObject({
      text: 'BODY_TOO_LARGE',
      message: expect.stringContaining('8 MiB') as string,
    });
    expect(performance.now() - started).toBeLessThan(900);
    const bomb = zlib.gzipSync(Buffer.alloc(17 * MIB));
    expect(bomb.length).toBeLessThan(100_000);
    expect(await ask(say(response(bomb, { 'content-encoding': 'gzip' })))).toMatchObject({
      text: 'BODY_TOO_LARGE',
      message: expect.stringContaining('16 MiB') as string,
    });
    expect((await ask(say(response('x'.repeat(50))), { maxWireBytes: 49 })).text).toBe('BODY_TOO_LARGE');
  });

  it.each<[string, (socket: net.Socket) => void]>([
    ['silence', () => undefined],
    [
      'a slow drip',
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        const timer = setInterval(() => socket.write('x'), 20);
        socket.on('close', () => {
          clearInterval(timer);
        });
      },
    ],
  ])('has one deadline in all: %s', async (_, answer) => {
    const started = performance.now();
    const { text, message } = await ask(answer, { deadlineMs: 150 });
    expect(text).toBe('NO_ANSWER');
    expect(message).toContain('within 0.2 s');
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it('can be given up', async () => {
    const abort = new AbortController();
    setTimeout(() => {
      abort.abort();
    }, 20);
    expect((await ask(() => undefined, { signal: abort.signal })).text).toBe('CANCELLED');
    expect((await ask(() => undefined, { signal: abort.signal })).text).toBe('CANCELLED');
  });
});

describe('where it connects', () => {
  const get = (client: HttpClient, url: string, deadlineMs = 500) =>
    client.get(new URL(url), { deadlineMs }).then((r) => (r.ok ? r.value.status.toString() : r.error.code));

  it('is judged after the name is resolved, at each request', async () => {
    const { url, requests } = await rawServer(say(response('ok')));
    const answers = ['127.0.0.1', '169.254.169.254'];
    let now = 0;
    const resolver = new Resolver(
      () => Promise.resolve([{ address: answers.shift() ?? '', family: 4 }]),
      () => now,
    );
    const client = new HttpClient({ resolver, env: {} });
    const named = `http://flip.test:${url.port}/`;
    expect(await get(client, named)).toBe('200');
    expect(await get(client, named)).toBe('200');
    now = 30_001;
    expect(await get(client, named)).toBe('ADDRESS_REFUSED');
    expect(await get(client, 'http://169.254.169.254/')).toBe('ADDRESS_REFUSED');
    expect(await get(client, 'http://[::ffff:a9fe:a9fe]/')).toBe('ADDRESS_REFUSED');
    expect(requests).toHaveLength(2);
    client.close();
  });

  it('waits for a resolver no longer than the deadline', async () => {
    const client = new HttpClient({ resolver: new Resolver(() => new Promise(() => undefined)), env: {} });
    expect(await get(client, 'http://slow.test/', 50)).toBe('NO_ANSWER');
    client.close();
  });

  it('says what a refused port and an unknown name are', async () => {
    const { url } = await rawServer(() => undefined);
    const resolver = new Resolver(() =>
      Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' })),
    );
    const client = new HttpClient({ resolver, env: {} });
    expect(await get(client, 'http://127.0.0.1:1/')).toBe('CONNECTION_REFUSED');
    expect(await get(client, 'http://nowhere.test/')).toBe('HOST_NOT_FOUND');
    expect(await get(client, `https://127.0.0.1:${url.port}/`, 150)).toBe('NO_ANSWER');
    client.close();
  });

  it('is the proxy of the environment, for all but loopback', async () => {
    const seen: string[] = [];
    const proxy = http.createServer((request, reply) => {
      seen.push(`${request.method ?? ''} ${request.url ?? ''} ${request.headers.host ?? ''}`);
      reply.end('proxied');
    });
    proxy.on('connect', (request, socket) => {
      seen.push(`${request.method ?? ''} ${request.url ?? ''}`);
      socket.end('HTTP/1.1 403 no\r\n\r\n');
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const port = (proxy.address() as net.AddressInfo).port;
    const env = { HTTP_PROXY: `127.0.0.1:${port}`, https_proxy: `http://127.0.0.1:${port}` };
    const client = new HttpClient({
      env,
      resolver: new Resolver(() => Promise.reject(new Error('not asked'))),
    });
    expect(await get(client, 'http://app.test/m?x=1')).toBe('200');
    expect(await get(client, 'https://app.test/')).toBe('REQUEST_FAILED');
    expect(await get(client, 'http://127.0.0.1:1/')).toBe('CONNECTION_REFUSED');
    expect(seen).toEqual(['GET http://app.test/m?x=1 app.test', 'CONNECT app.test:443']);
    client.close();
    proxy.close();
  });
});

describe('an address that somebody typed', () => {
  it.each([
    [' localhost:6060 ', 'http://localhost:6060/'],
    ['https://h/x?y=1#z', 'https://h/x?y=1'],
    ['::1', 'INVALID_URL'],
    ['http://', 'INVALID_URL'],
    ['', 'INVALID_URL'],
    ['file:///etc/passwd', 'INVALID_URL'],
    ['http://u@h/', 'URL_WITH_USERINFO'],
    ['http://:p@h/', 'URL_WITH_USERINFO'],
  ])('%j is %s', (text, expected) => {
    const url = parseTargetUrl(text);
    expect(url.ok ? url.value.href : url.error.code).toBe(expected);
  });
});
