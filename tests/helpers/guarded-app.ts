import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMALL_PROFILE } from './small-profile.js';

/** An app behind a proxy that asks for a bearer token, and what it was shown. */
export interface GuardedApp {
  url: string;
  /** The Authorization header of every request so far; null = none. */
  shown: (string | null)[];
  /** The token it asks for from now on; null = it asks for none. */
  asks: (token: string | null) => void;
  close: () => void;
}

const INDEX = `<html><head><title>/debug/pprof/</title></head><body>
<table><thead><td>Count</td><td>Profile</td></thead>
<tr><td>7</td><td><a href='goroutine?debug=1'>goroutine</a></td></tr>
<tr><td>3</td><td><a href='threadcreate?debug=1'>threadcreate</a></td></tr>
<tr><td>0</td><td><a href='profile?debug=1'>profile</a></td></tr>
</table></body></html>`;
const PAGES: Record<string, readonly [string, string | Buffer]> = {
  '/debug/pprof/': ['text/html; charset=utf-8', INDEX],
  '/debug/pprof/profile': ['application/octet-stream', SMALL_PROFILE],
  '/metrics': ['text/plain; version=0.0.4', '# TYPE orders_total counter\norders_total 3\n'],
};

export async function guardedApp(token: string | null): Promise<GuardedApp> {
  let wanted = token;
  const shown: (string | null)[] = [];
  const server = http.createServer((request, response) => {
    const { authorization = null } = request.headers;
    shown.push(authorization);
    const page = PAGES[request.url?.split('?')[0] ?? ''];
    if (wanted !== null && authorization !== `Bearer ${wanted}`) {
      response.writeHead(401, { 'www-authenticate': 'Bearer' }).end('a token, please');
    } else if (request.url?.startsWith('/debug/pprof/repeats') === true) {
      // Some apps say what they were asked; here across two pieces.
      response.writeHead(418, { location: `/login?from=${authorization ?? ''}` });
      response.write(`no: ${authorization?.slice(0, 20) ?? ''}`);
      setTimeout(() => response.end(authorization?.slice(20)), 50);
    } else if (page === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': page[0] }).end(page[1]);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    shown,
    asks: (next) => (wanted = next),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
