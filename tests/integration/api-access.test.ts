import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cleanUp } from '../helpers/children.js';
import { CORE, startCore, type Core } from '../helpers/core.js';

/** Who may call: token, Host, Origin and Sec-Fetch-Site, the one-time code, and paths that lead out of the page. */

interface Answer {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: string;
}

describe('access to the API', () => {
  let core: Core;
  let port: string;
  beforeAll(async () => {
    core = await startCore();
    ({ port } = new URL(core.url));
  });
  afterAll(cleanUp);

  /** As written: fetch would mend Host, paths and headers. */
  const ask = (where: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const request = http.request({ host: '127.0.0.1', port, path: where, method, headers }, (response) => {
        let body = '';
        response.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
        });
        response.on('error', reject);
      });
      request.on('error', reject);
      request.end();
    });
  const bearer = () => ({ authorization: `Bearer ${core.api.token}` });
  const codeOf = ({ body }: Answer): unknown => (JSON.parse(body) as { code: unknown }).code;

  it.each([
    '/api/v1/targets',
    '/api/v1/events?client=a',
    '/api/v1/openapi.json',
    '/metrics',
    '/federate',
    '/prometheus/api/v1/query',
    '/v1/traces',
    '/api/none',
  ])('%s: 401 without the token, or with another', async (where) => {
    const wrong = [
      '',
      'Bearer',
      'Bearer wrong',
      `Basic ${core.api.token}`,
      `Bearer ${core.api.token}x`,
      core.api.token,
    ];
    for (const authorization of wrong) {
      const answer = await ask(where, authorization === '' ? {} : { authorization });
      expect([answer.status, codeOf(answer)]).toEqual([401, 'UNAUTHORIZED']);
      expect(answer.headers['www-authenticate']).toBe('Bearer');
    }
    expect((await ask(`${where}${where.includes('?') ? '&' : '?'}token=${core.api.token}`)).status).toBe(401);
  });

  it('refuses 30 foreign hosts, for the API, the stream, health and the page alike', async () => {
    const hosts = [
      'example.com',
      `example.com:${port}`,
      'evil.localhost',
      `evil.localhost:${port}`,
      `localhost.evil.com:${port}`,
      `127.0.0.1.evil.com:${port}`,
      `127.0.0.1.nip.io:${port}`,
      '127.0.0.1',
      'localhost',
      '[::1]',
      `127.0.0.1:1${port}`,
      '127.0.0.1:1',
      'localhost:80',
      `127.0.0.2:${port}`,
      `127.1:${port}`,
      `0.0.0.0:${port}`,
      `0:${port}`,
      `2130706433:${port}`,
      `0x7f000001:${port}`,
      `017700000001:${port}`,
      `[::ffff:127.0.0.1]:${port}`,
      `[::]:${port}`,
      `localhost.:${port}`,
      `127.0.0.1.:${port}`,
      `localhost:${port}.`,
      `a@127.0.0.1:${port}`,
      `127.0.0.1:${port}@evil.com`,
      `192.168.0.1:${port}`,
      `169.254.169.254:${port}`,
      `gopherscope:${port}`,
    ];
    expect(hosts).toHaveLength(30);
    for (const host of hosts) {
      for (const where of ['/api/v1/targets', '/api/v1/events?client=a', '/healthz', '/', '/index.html']) {
        const answer = await ask(where, { ...bearer(), host });
        expect([host, where, answer.status, codeOf(answer)]).toEqual([host, where, 403, 'FOREIGN_HOST']);
      }
    }
    for (const host of [`127.0.0.1:${port}`, `LOCALHOST:${port}`, `[::1]:${port}`])
      expect((await ask('/api/v1/targets', { ...bearer(), host })).status).toBe(200);
  });

  it('refuses foreign origins and sites, whatever the method, and sends no CORS header', async () => {
    const foreign: Record<string, string>[] = [
      ...[
        'http://evil.com',
        'null',
        `https://127.0.0.1.evil.com:${port}`,
        `http://127.0.0.1:1${port}`,
        'file://',
        '',
      ].map((origin) => ({ origin })),
      ...['cross-site', 'same-site', 'nonsense'].map((site) => ({ 'sec-fetch-site': site })),
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
    ];
    for (const headers of foreign) {
      for (const [method, where] of [
        ['GET', '/api/v1/targets'],
        ['POST', '/api/v1/targets'],
        ['DELETE', '/api/v1/targets/a'],
        ['OPTIONS', '/api/v1/targets'],
        ['GET', '/api/v1/events?client=a'],
        ['GET', '/index.html'],
      ] as const) {
        const answer = await ask(where, { ...bearer(), ...headers }, method);
        expect([headers, method, where, answer.status, codeOf(answer)]).toEqual([
          headers,
          method,
          where,
          403,
          'FOREIGN_ORIGIN',
        ]);
        expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
      }
    }
    const own = { ...bearer(), origin: `http://127.0.0.1:${port}`, 'sec-fetch-site': 'same-origin' };
    expect((await ask('/api/v1/targets', own)).status).toBe(200);
    // A link on another page may open ours.
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    expect((await ask('/', link)).status).toBe(200);
  });

  it('turns a one-time code into the token once', async () => {
    const open = spawnSync(process.execPath, [...CORE, 'open', '--data-dir', core.dataDir], {
      encoding: 'utf8',
      env: { ...process.env, DISPLAY: '', WAYLAND_DISPLAY: '' },
    });
    const code = /#code=(\S+)/.exec(open.stdout)?.[1] ?? '';
    expect(code.length).toBeGreaterThan(20);
    const redeem = (text: string) =>
      fetch(`${core.url}/api/v1/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ code: text }),
      });
    expect((await redeem(`${code}x`)).status).toBe(401);
    const first = await redeem(code);
    expect(await first.json()).toEqual({ token: core.api.token });
    const second = await redeem(code);
    expect(second.status).toBe(401);
    expect(await second.json()).toMatchObject({ code: 'CODE_REFUSED', status: 401 });
  });

  it('gives no file but the page’s, however the path is written', async () => {
    const secrets = ['token', 'targets.json'].map((name) => path.join(core.dataDir, name));
    const root = path.resolve(import.meta.dirname, '../..');
    const up = '../'.repeat(12);
    const bare = [
      ...secrets,
      '/etc/passwd',
      path.join(root, 'package.json'),
      path.join(root, 'dist/core/headless.mjs'),
    ];
    const paths = bare.flatMap((file) => [
      `/${up}${file.slice(1)}`,
      `/assets/${up}${file.slice(1)}`,
      `/${encodeURIComponent(up + file.slice(1))}`,
      `/${up.replaceAll('../', '..%2f')}${file.slice(1)}`,
      `/${up.replaceAll('../', '%2e%2e/')}${file.slice(1)}`,
      `/${up.replaceAll('../', '..\\')}${file.slice(1)}`,
      `/${up.replaceAll('../', '....//')}${file.slice(1)}`,
      `/${up.replaceAll('../', '%252e%252e%252f')}${file.slice(1)}`,
      `/${file}`,
      `//${file}`,
      `/index.html%00${file}`,
      `/assets/..;/${file.slice(1)}`,
      `file://${file}`,
      `http://127.0.0.1${file}`,
    ]);
    expect(paths.length).toBeGreaterThanOrEqual(60);
    const contents = [core.api.token, 'root:x:0', '"devDependencies"', 'createRequire'];
    for (const where of paths) {
      const answer = await ask(where);
      for (const secret of contents) expect([where, answer.body.includes(secret)]).toEqual([where, false]);
    }
    const page = fs.readFileSync(path.join(root, 'dist/renderer/index.html'), 'utf8');
    const index = await ask('/targets/anything');
    expect(index.body).toBe(page);
    expect(index.headers['content-security-policy']).toContain("default-src 'none'");
    for (const { headers } of [index, await ask('/healthz'), await ask('/api/v1/none', bearer())])
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
      });
  });
});
