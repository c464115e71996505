import http from 'node:http';
import type net from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { runCapture } from '../../../../../src-main/core/capture/run.js';
import { switchOn } from '../../../../../src-main/core/capture/switch.js';
import { HttpClient } from '../../../../../src-main/core/http/client.js';
import type { ProfileLibrary } from '../../../../../src-main/core/library/library.js';

const none = new AbortController().signal;

/** An app that answers so, and what it was asked. */
async function app(answer: (response: http.ServerResponse) => void) {
  const bodies: string[] = [];
  const server = http.createServer((request, response) => {
    let body = '';
    request
      .on('data', (chunk: Buffer) => (body += chunk.toString()))
      .on('end', () => {
        bodies.push(`${request.method ?? ''} ${request.url ?? ''} ${body}`.trim());
        answer(response);
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = new HttpClient();
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  onTestFinished(() => {
    client.close();
    close();
  });
  const origin = `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`;
  return { client, close, bodies, library: new URL('/debug/gopherscope/', origin), origin };
}

const says =
  (status: number, body: string, headers: http.OutgoingHttpHeaders = {}) =>
  (response: http.ServerResponse): void => {
    response.writeHead(status, headers).end(body);
  };

it.each([
  ['the library', says(200, '{"profile":"block","seconds":5}'), null],
  ['its refusal', says(403, '{"error":{"code":"NO_TOKEN","message":"give it a token"}}'), 'SWITCH_REFUSED'],
  ['a page of HTML', says(200, '<!doctype html>', { 'content-type': 'text/html' }), 'NO_LIBRARY'],
  ['nothing', says(200, ''), 'NO_LIBRARY'],
  ['another profile', says(200, '{"profile":"mutex"}'), 'NO_LIBRARY'],
  ['10 MB', says(200, `{"profile":"block","x":"${'x'.repeat(10 * 2 ** 20)}"}`), 'BODY_TOO_LARGE'],
  ['a redirect', says(307, '', { location: 'http://elsewhere.test/' }), 'REDIRECTED'],
  ['an app without it now', says(404, 'page not found'), 'NOT_THERE'],
  ['an error page', says(500, '<html>'), 'HTTP_STATUS'],
])('what switches a profile on is our library alone: %s', async (_, answer, code) => {
  const { client, library, bodies } = await app(answer);
  const on = await switchOn(client, library, 'block', 5, none);
  expect(on.ok ? null : on.error.code).toBe(code);
  expect(bodies).toEqual(['POST /debug/gopherscope/block {"seconds":5}']);
});

it('an app that is gone is said, and no profile is asked for', async () => {
  const { client, library, close } = await app(says(200, ''));
  close();
  const on = await switchOn(client, library, 'block', 5, none);
  expect(on.ok ? null : on.error.code).toBe('CONNECTION_REFUSED');
});

it.each([
  [30, 35],
  [598, 600],
  [600, 600],
  [601, 601],
])('a capture of %d s asks for %d s, which the library takes up to 600 of', async (seconds, asked) => {
  const { client, library, bodies, origin } = await app(says(500, ''));
  const base = new URL('/debug/pprof/', origin);
  await runCapture(
    { id: 't', name: 'app', base, library, module: () => null, http: client },
    { type: 'block', seconds, detailed: false, switchOn: true },
    {
      ...{ library: null as unknown as ProfileLibrary, signal: none, pause: () => Promise.resolve() },
      ...{ waits: () => undefined, begins: () => undefined, arrived: () => undefined },
    },
  );
  expect(bodies).toEqual([`POST /debug/gopherscope/block {"seconds":${asked}}`]);
});
