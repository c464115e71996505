import type { IncomingMessage } from 'node:http';

export type Refusal = { status: number; code: string; message: string };

/**
 * Whether a request may come in at all. A page of another site can make a browser ask us, by a name that it
 * points at 127.0.0.1 (DNS rebinding) or across origins; both are told by headers that a page cannot forge.
 */
export function guard(
  request: IncomingMessage,
  port: number,
  allowedHosts: readonly string[],
): Refusal | null {
  const own = [`127.0.0.1:${port.toString()}`, `localhost:${port.toString()}`, `[::1]:${port.toString()}`];
  const names = [...own, ...allowedHosts.flatMap((host) => [host, `${host}:${port.toString()}`])].map(
    (name) => name.toLowerCase(),
  );
  const host = request.headers.host?.toLowerCase() ?? '';
  if (!names.includes(host)) {
    return {
      status: 403,
      code: 'FOREIGN_HOST',
      message: `The Host “${host.slice(0, 100)}” is not one of this core. Name it with --allowed-host if it is yours.`,
    };
  }
  const { origin } = request.headers;
  if (origin !== undefined && !isOwnOrigin(origin, names)) {
    return {
      status: 403,
      code: 'FOREIGN_ORIGIN',
      message: 'Pages of another origin may not call this core.',
    };
  }
  const site = request.headers['sec-fetch-site'];
  const method = request.method ?? 'GET';
  const navigation = request.headers['sec-fetch-mode'] === 'navigate' && method === 'GET';
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !navigation) {
    return { status: 403, code: 'FOREIGN_ORIGIN', message: 'Pages of another site may not call this core.' };
  }
  return null;
}

function isOwnOrigin(origin: string, names: readonly string[]): boolean {
  const match = /^https?:\/\/([^/]+)$/i.exec(origin);
  return match?.[1] !== undefined && names.includes(match[1].toLowerCase());
}
