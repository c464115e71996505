import { describe, expect, it } from 'vitest';
import { isLoopback, isRefusedAddress, isRefusedName } from '../../../../../src-main/core/http/address.js';
import { describeFailure, HttpFailure } from '../../../../../src-main/core/http/failure.js';
import { proxyFor } from '../../../../../src-main/core/http/proxy.js';
import { Resolver } from '../../../../../src-main/core/http/resolver.js';

/** As a URL's host reaches the resolver: numbers in any spelling become dotted, brackets go. */
const hostOf = (host: string): string => new URL(`http://${host}/`).hostname.replace(/^\[|\]$/g, '');

describe('the metadata address in any spelling is refused', () => {
  it.each([
    '169.254.169.254',
    '2852039166',
    '0xA9FEA9FE',
    '0xa9.0xfe.0xa9.0xfe',
    '025177524776',
    '0251.0376.0251.0376',
    '169.254.43518',
    '169.16689662',
    '0xA9.254.169.254',
    '１６９.254.169.254',
    '169。254。169。254',
    '169.254.169.254.',
    '[::ffff:169.254.169.254]',
    '[::ffff:a9fe:a9fe]',
    '[0:0:0:0:0:ffff:a9fe:a9fe]',
    '[::169.254.169.254]',
    '[::a9fe:a9fe]',
    '[64:ff9b::169.254.169.254]',
    '[64:ff9b::a9fe:a9fe]',
    '[fe80::1]',
    '[fd00:ec2::254]',
    '0.0.0.0',
    '[::]',
    '100.100.100.200',
    '168.63.129.16',
    '169.254.0.1',
  ])('%s', (host) => {
    expect(isRefusedAddress(hostOf(host))).toBe(true);
  });

  it.each([
    '127.0.0.1',
    '10.0.0.1',
    '192.168.1.1',
    '172.17.0.2',
    '8.8.8.8',
    '[::1]',
    '[fd00::1]',
    '[2001:db8::1]',
    '[::ffff:10.0.0.1]',
    '[64:ff9b::808:808]',
  ])('%s is allowed', (host) => {
    expect(isRefusedAddress(hostOf(host))).toBe(false);
  });

  it('as a dotted form inside IPv6, with a zone, or as no address at all', () => {
    expect(isRefusedAddress('::ffff:169.254.169.254')).toBe(true);
    expect(isRefusedAddress('fe80::1%eth0')).toBe(true);
    expect(isRefusedAddress('not an address')).toBe(true);
    expect(['metadata.google.internal', 'Metadata.Google.Internal.', 'metadata'].every(isRefusedName)).toBe(
      true,
    );
    expect(isRefusedName('google.internal')).toBe(false);
  });
});

describe('the resolver', () => {
  it('keeps an answer for 30 s, and a failure not at all', async () => {
    let now = 0;
    let lookups = 0;
    const resolver = new Resolver(
      (host) => {
        lookups++;
        return host === 'bad.test'
          ? Promise.reject(new Error('no'))
          : Promise.resolve([{ address: '10.0.0.1', family: 4 }]);
      },
      () => now,
    );
    await Promise.all([resolver.resolve('a.test'), resolver.resolve('a.test')]);
    now = 29_999;
    await resolver.resolve('a.test');
    expect(lookups).toBe(1);
    now = 30_000;
    await resolver.resolve('a.test');
    expect(lookups).toBe(2);
    for (let i = 0; i < 2; i++) await expect(resolver.resolve('bad.test')).rejects.toThrow('no');
    expect(lookups).toBe(4);
    for (let i = 0; i < 1100; i++) await resolver.resolve(`${i}.test`);
    expect((resolver as unknown as { cache: Map<string, unknown> }).cache.size).toBeLessThanOrEqual(1001);
  });

  it('gives only addresses that may be connected to, in the shape that net asks for', async () => {
    const resolver = new Resolver(() =>
      Promise.resolve([
        { address: '169.254.1.1', family: 4 },
        { address: '::1', family: 6 },
        { address: '10.0.0.1', family: 4 },
      ]),
    );
    const lookup = (all: boolean) =>
      new Promise((resolve) => {
        resolver.lookup('x.test', { all }, (...found) => {
          resolve(found);
        });
      });
    expect(await lookup(true)).toEqual([
      null,
      [
        { address: '::1', family: 6 },
        { address: '10.0.0.1', family: 4 },
      ],
    ]);
    expect(await lookup(false)).toEqual([null, '::1', 6]);
    const refusing = new Resolver(() => Promise.resolve([{ address: '169.254.1.1', family: 4 }]));
    await expect(refusing.resolve('x.test')).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' });
    await expect(refusing.resolve('metadata')).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' });
    await expect(refusing.resolve('10.1.1.1')).resolves.toEqual([{ address: '10.1.1.1', family: 4 }]);
  });
});

describe('the proxy of the environment', () => {
  const env = {
    HTTP_PROXY: 'http://p:1',
    https_proxy: 'p:2',
    NO_PROXY: '.internal, a.test:8080,b.test:80,[fd00::1]',
  };
  it.each([
    ['http://x.test/', 'http://p:1/'],
    ['https://x.test/', 'http://p:2/'],
    ['http://localhost/', null],
    ['http://127.1.2.3/', null],
    ['http://127.evil.test/', 'http://p:1/'],
    ['http://[::1]/', null],
    ['http://app.localhost/', null],
    ['http://db.internal/', null],
    ['http://internal/', null],
    ['http://a.test:8080/', null],
    ['http://a.test/', 'http://p:1/'],
    ['http://b.test/', null],
    ['http://x.a.test:8080/', null],
    ['http://[fd00::1]/', null],
  ])('for %s is %s', (url, proxy) => {
    expect(proxyFor(new URL(url), env)?.href ?? null).toBe(proxy);
  });

  it('is none for *, another scheme, or nonsense; ALL_PROXY serves both', () => {
    const of = (variables: Record<string, string>): string | undefined =>
      proxyFor(new URL('http://x.test/'), variables)?.href;
    expect(of({ ALL_PROXY: 'http://all:1' })).toBe('http://all:1/');
    expect(of({ HTTP_PROXY: 'http://p:1', NO_PROXY: '*' })).toBeUndefined();
    expect(of({ HTTP_PROXY: 'socks5://p:1' })).toBeUndefined();
    expect(of({ HTTP_PROXY: 'http://' })).toBeUndefined();
    expect(isLoopback('[::1]')).toBe(true);
  });
});

describe('why a request failed', () => {
  const url = new URL('http://app.test:6060/');
  const coded = (code: string): Error => Object.assign(new Error('raw words'), { code });
  it.each([
    [coded('ECONNREFUSED'), 'CONNECTION_REFUSED'],
    [new AggregateError([coded('ECONNREFUSED'), coded('ENETUNREACH')]), 'CONNECTION_REFUSED'],
    [coded('EAI_AGAIN'), 'HOST_NOT_FOUND'],
    [coded('EHOSTUNREACH'), 'HOST_UNREACHABLE'],
    [coded('HPE_INVALID_CONSTANT'), 'BAD_HTTP'],
    [coded('Z_DATA_ERROR'), 'BAD_GZIP'],
    [coded('DEPTH_ZERO_SELF_SIGNED_CERT'), 'TLS_ERROR'],
    [coded('CERT_HAS_EXPIRED'), 'TLS_ERROR'],
    [coded('ERR_TLS_CERT_ALTNAME_INVALID'), 'TLS_ERROR'],
    [coded('ERR_SSL_SOMETHING'), 'TLS_ERROR'],
    [coded('EPROTO'), 'TLS_EXPECTED'],
    [coded('ERR_CANCELED'), 'CANCELLED'],
    [new HttpFailure('TOO_MUCH_IN_FLIGHT', { limit: 67_108_864 }), 'TOO_MUCH_IN_FLIGHT'],
    [coded('EWHATEVER'), 'REQUEST_FAILED'],
    ['a string', 'REQUEST_FAILED'],
  ])('%s is told as %s, with words of its own', (error, code) => {
    const failure = describeFailure(error, url, null);
    expect(failure.code).toBe(code);
    expect(failure.message).not.toBe(code);
    expect(failure.params).toMatchObject({ host: 'app.test:6060', url: url.href });
  });

  it('is the deadline, whatever else broke after it', () => {
    expect(describeFailure(coded('ECONNRESET'), url, 2000).message).toBe(
      'No answer from app.test:6060 within 2 s.',
    );
  });
});
