import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { Auth } from '../../../../../src-main/core/api/auth.js';
import { guard } from '../../../../../src-main/core/api/guard.js';

describe('the token', () => {
  it('is taken as a bearer, and nothing like it', () => {
    const auth = new Auth('secret-token');
    expect(['Bearer secret-token', 'bearer  secret-token'].map((h) => auth.accepts(h))).toEqual([true, true]);
    for (const header of [
      undefined,
      '',
      'secret-token',
      'Basic secret-token',
      'Bearer secret-toke',
      'Bearer secret-token x',
    ])
      expect(auth.accepts(header)).toBe(false);
    expect(new Auth(null).accepts(undefined)).toBe(true);
  });

  it('is given for a code once, within a minute', () => {
    let now = 0;
    const auth = new Auth('secret-token', () => now);
    const [used, late, good] = [auth.issueCode(), auth.issueCode(), auth.issueCode()];
    expect(new Set([used, late, good]).size).toBe(3);
    expect(auth.redeem(used)).toBe('secret-token');
    expect(auth.redeem(used)).toBeNull();
    now = 59_999;
    expect(auth.redeem(good)).toBe('secret-token');
    now = 60_000;
    expect(auth.redeem(late)).toBeNull();
    expect(auth.redeem('made-up')).toBeNull();
    expect(new Auth(null).redeem('x')).toBeNull();
    const open = new Auth(null);
    expect(open.redeem(open.issueCode())).toBe('none');
  });

  it('is not kept waiting for by codes without end', () => {
    const auth = new Auth('t');
    const codes = Array.from({ length: 101 }, () => auth.issueCode());
    expect(auth.redeem(codes[0]!)).toBeNull();
    expect(auth.redeem(codes[100]!)).toBe('t');
  });
});

describe('a request', () => {
  const judged = (headers: Record<string, string>, method = 'GET'): string =>
    guard({ headers, method } as unknown as IncomingMessage, 7676, ['ops.example.org', 'proxy:9999'])?.code ??
    'in';

  it.each([
    '127.0.0.1:7676',
    'localhost:7676',
    'LOCALHOST:7676',
    '[::1]:7676',
    'ops.example.org',
    'ops.example.org:7676',
    'proxy:9999',
  ])('for the host %s comes in', (host) => {
    expect(judged({ host })).toBe('in');
  });

  it.each([
    '',
    'evil.test',
    'evil.test:7676',
    '127.0.0.1',
    '127.0.0.1:7677',
    'localhost',
    'localhost.evil.test:7676',
    '127.0.0.1.evil.test:7676',
    '0.0.0.0:7676',
    '192.168.1.5:7676',
    'localhost:7676.',
    'ops.example.org:80',
  ])('for the host %j does not', (host) => {
    expect(judged({ host })).toBe('FOREIGN_HOST');
  });

  const host = 'localhost:7676';
  it.each([
    [{ origin: 'http://localhost:7676' }, 'GET', 'in'],
    [{ origin: 'https://ops.example.org' }, 'POST', 'in'],
    [{ origin: 'http://evil.test' }, 'GET', 'FOREIGN_ORIGIN'],
    [{ origin: 'null' }, 'GET', 'FOREIGN_ORIGIN'],
    [{ origin: '' }, 'GET', 'FOREIGN_ORIGIN'],
    [{ origin: 'http://localhost:3000' }, 'GET', 'FOREIGN_ORIGIN'],
    [{ origin: 'http://localhost:7676/path' }, 'GET', 'FOREIGN_ORIGIN'],
    [{ origin: 'file://' }, 'GET', 'FOREIGN_ORIGIN'],
    [{ 'sec-fetch-site': 'same-origin' }, 'POST', 'in'],
    [{ 'sec-fetch-site': 'none' }, 'GET', 'in'],
    [{ 'sec-fetch-site': 'cross-site' }, 'GET', 'FOREIGN_ORIGIN'],
    [{ 'sec-fetch-site': 'same-site' }, 'POST', 'FOREIGN_ORIGIN'],
    [{ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }, 'GET', 'in'],
    [{ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }, 'POST', 'FOREIGN_ORIGIN'],
  ])('with %o by %s: %s', (headers, method, verdict) => {
    expect(judged({ host, ...headers }, method)).toBe(verdict);
  });
});
