import type { ServerResponse } from 'node:http';

/** Every error body there is, whoever refuses. */
export interface ErrorBody {
  code: string;
  status: number;
  message: string;
  data: unknown;
}

export const errorBody = (status: number, code: string, message: string, data: unknown = {}): ErrorBody => ({
  code,
  status,
  message,
  data: data ?? {},
});

/** On every answer: nothing sniffed, framed, cached or read across origins. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

export function setSecurityHeaders(response: ServerResponse): void {
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
  response.setHeader('cache-control', 'no-store');
}

export function sendError(
  response: ServerResponse,
  status: number,
  code: string,
  message: string,
  data?: unknown,
): void {
  sendJson(response, status, errorBody(status, code, message, data));
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  send(response, status, 'application/json; charset=utf-8', JSON.stringify(body));
}

export function send(response: ServerResponse, status: number, contentType: string, body: string): void {
  response.writeHead(status, { 'content-type': contentType, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
