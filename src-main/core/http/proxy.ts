import http from 'node:http';
import net from 'node:net';
import tls from 'node:tls';
import { isLoopback } from './address.js';

/** The proxy of the environment for a URL, or null. Loopback never goes through one. */
export function proxyFor(url: URL, env: Record<string, string | undefined>): URL | null {
  if (isLoopback(url.hostname)) return null;
  const read = (name: string): string => env[name.toLowerCase()] ?? env[name] ?? '';
  const proxy = read(url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY') || read('ALL_PROXY');
  if (proxy === '' || excluded(url, read('NO_PROXY'))) return null;
  try {
    const parsed = new URL(proxy.includes('://') ? proxy : `http://${proxy}`);
    return parsed.protocol === 'http:' ? parsed : null;
  } catch {
    return null;
  }
}

function excluded(url: URL, list: string): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return list
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .some((entry) => {
      if (entry === '') return false;
      if (entry === '*') return true;
      const [name = '', port] = entry.startsWith('[') ? [entry.slice(1, -1)] : entry.split(':');
      if (port !== undefined && port !== url.port) return false;
      const bare = name.replace(/^\*?\./, '');
      return host === bare || host.endsWith(`.${bare}`);
    });
}

/** A tunnel for https through an http proxy: CONNECT, then TLS to the far end. */
export function connectThrough(proxy: URL, target: URL, signal: AbortSignal): Promise<tls.TLSSocket> {
  const authority = `${target.hostname}:${target.port || '443'}`;
  return new Promise((resolve, reject) => {
    const request = http.request({
      host: proxy.hostname,
      port: proxy.port || 80,
      method: 'CONNECT',
      path: authority,
      headers: { host: authority },
      signal,
    });
    request.once('error', reject);
    request.once('connect', (response, socket: net.Socket) => {
      if (response.statusCode !== 200) {
        socket.destroy();
        reject(new Error(`the proxy answered ${(response.statusCode ?? 0).toString()} to CONNECT`));
        return;
      }
      const servername = net.isIP(target.hostname) === 0 ? target.hostname : '';
      const secure = tls.connect({ socket, ...(servername === '' ? {} : { servername }) });
      secure.once('secureConnect', () => {
        resolve(secure);
      });
      secure.once('error', reject);
    });
    request.end();
  });
}
