import { reply } from './wire.mjs';

/** Answers that point elsewhere, ask who we are, or are a page for people. */

const LOGIN =
  '<!DOCTYPE html><html><head><title>Sign in</title></head><body><form><input name="password"></form></body></html>';

const places = {
  loop: ({ url }) => url,
  other: ({ canaryUrl }) => `${canaryUrl}/metrics`,
  userinfo: ({ canaryUrl }) => canaryUrl.replace('http://', 'http://user:secret@'),
  file: () => 'file:///etc/passwd',
  data: () => 'data:text/plain,evil_data%201',
  meta: () => 'http://169.254.169.254/latest/meta-data/',
};

const asks = {
  401: ['Unauthorized', { 'WWW-Authenticate': 'Basic realm="evil"' }, 'AUTH_REQUIRED'],
  403: ['Forbidden', {}, 'AUTH_REQUIRED'],
  407: ['Proxy Authentication Required', { 'Proxy-Authenticate': 'Basic realm="evil"' }, 'HTTP_STATUS'],
};

export const detours = [
  ...Object.entries(places).map(([name, place]) => ({
    path: `/redir/${name}`,
    expect: 'down',
    code: 'REDIRECTED',
    answer: (request) =>
      reply(request.socket, 'moved\n', {
        status: 302,
        reason: 'Found',
        headers: { Location: place(request) },
      }),
  })),
  ...Object.entries(asks).map(([status, [reason, headers, code]]) => ({
    path: `/auth/${status}`,
    expect: 'down',
    code,
    answer: ({ socket }) => reply(socket, `${reason}\n`, { status, reason, headers }),
  })),
  {
    path: '/html',
    expect: 'down',
    code: 'NOT_METRICS',
    answer: ({ socket }) => reply(socket, LOGIN, { type: 'text/html; charset=utf-8' }),
  },
  {
    path: '/html/as-text',
    expect: 'down',
    code: 'NOT_METRICS',
    answer: ({ socket }) => reply(socket, LOGIN),
  },
];
