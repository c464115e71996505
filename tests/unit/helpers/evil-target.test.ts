import http from 'node:http';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BEHAVIOURS, startEvilTarget } from '../../helpers/evil-target.mjs';
import type { EvilTarget } from '../../helpers/evil-target.mjs';

const MIB = 1 << 20;

interface Outcome {
  status: number | null;
  body: Buffer;
  location: string;
  /** Why there is no whole answer: an errno, a parser's code, DEADLINE or LIMIT. */
  error: string | null;
}

/** A plain client with a deadline and a limit of bytes: what ours must be, without its judgement. */
function ask(url: string, { deadlineMs = 500, maxBytes = 20 * MIB } = {}): Promise<Outcome> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const outcome: Outcome = { status: null, body: Buffer.alloc(0), location: '', error: null };
    const finish = (error: string | null): void => {
      clearTimeout(timer);
      request.destroy();
      outcome.error ??= error;
      resolve({ ...outcome, body: Buffer.concat(chunks) });
    };
    const request = http.get(url, { agent: false }, (response) => {
      outcome.status = response.statusCode ?? null;
      outcome.location = response.headers.location ?? '';
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes > maxBytes) finish('LIMIT');
      });
      response.on('end', () => {
        finish(null);
      });
      response.on('error', (error: NodeJS.ErrnoException) => {
        finish(error.code ?? error.message);
      });
    });
    request.on('error', (error: NodeJS.ErrnoException) => {
      finish(error.code ?? error.message);
    });
    const timer = setTimeout(() => {
      finish('DEADLINE');
    }, deadlineMs);
  });
}

let target: EvilTarget;
beforeAll(async () => {
  target = await startEvilTarget({ seed: 7 });
});
afterAll(() => target.close());

const at = (path: string, limits = {}): Promise<Outcome> => ask(target.url + path, limits);
const textAt = async (path: string): Promise<string> => (await at(path)).body.toString();

describe('the control', () => {
  test('answers each kind at its own place and 404 elsewhere', async () => {
    expect(JSON.parse(await textAt('/ok/debug/vars'))).toHaveProperty('memstats.HeapAlloc');
    expect(JSON.parse(await textAt('/ok/vars'))).toHaveProperty('cmdline');
    expect(await textAt('/ok/metrics')).toContain('go_goroutines 7\n');
    expect(await textAt('/ok/pprof/debug/pprof/')).toContain("<a href='goroutine?debug=1'>goroutine</a>");
    for (const path of ['/', '/metrics', '/debug/vars', '/ok', '/ok/vars/metrics', '/text/60', '/%zz']) {
      expect((await at(path)).status).toBe(404);
    }
  });
});

describe('what follows a behaviour is ignored, parameters may stand in the path', () => {
  test.each(['/series?n=3', '/series/n=3', '/series/n=3/metrics', '/series/metrics?n=3'])(
    '%s',
    async (path) => {
      expect(await textAt(path)).toBe('s{i="0"} 1\ns{i="1"} 1\ns{i="2"} 1\n');
    },
  );
});

describe('bodies', () => {
  test.each([
    ['/endless/metrics', { maxBytes: MIB, deadlineMs: 5000 }, 'LIMIT'],
    ['/drip?ms=100', {}, 'DEADLINE'],
    ['/silent/debug/pprof/', {}, 'DEADLINE'],
    ['/half', {}, 'DEADLINE'],
    ['/rst', {}, 'ECONNRESET'],
    ['/cut?at=20', {}, 'ECONNRESET'],
    ['/lie/length?delta=5', {}, 'ECONNRESET'],
    ['/http/1', {}, 'HPE_INVALID_CONSTANT'],
    ['/http/5', {}, 'HPE_HEADER_OVERFLOW'],
  ])('%s with %o ends in %s', async (path, limits, error) => {
    expect((await at(path, limits)).error).toBe(error);
  });

  test('the gzip bomb is small on the wire and 512 MiB inflated', async () => {
    const { body } = await at('/bomb/gzip', { deadlineMs: 10_000 });
    expect(body.length).toBeLessThan(8 * MIB);
    expect(() => gunzipSync(body, { maxOutputLength: 500 * MIB })).toThrow(/larger than/i);
  }, 20_000);

  test('a million series fit 8 MiB of gzip and 16 MiB of text', async () => {
    const { body } = await at('/series/n=1000000/gzip=1/metrics', { deadlineMs: 20_000 });
    expect(body.length).toBeLessThan(8 * MIB);
    const text = gunzipSync(body);
    expect(text.length).toBeLessThan(16 * MIB);
    expect(text.subarray(-17).toString()).toBe('s{i="999999"} 1\n'.padStart(17, '\n'));
  }, 30_000);
});

test('redirects lead to the canary, which tells who came', async () => {
  expect((await at('/redir/loop/metrics')).location).toBe('/redir/loop/metrics');
  expect((await at('/redir/file')).location).toBe('file:///etc/passwd');
  const { location } = await at('/redir/other');
  expect(target.canary.hits).toEqual([]);
  await ask(location);
  expect(target.canary.hits).toMatchObject([{ method: 'GET', url: '/metrics' }]);
});

test('series churn, counters fall, and both repeat with the seed', async () => {
  const twin = await startEvilTarget({ seed: 7 });
  const first = await textAt('/churn');
  expect(await ask(`${twin.url}/churn`)).toMatchObject({ body: Buffer.from(first) });
  expect(await textAt('/churn')).not.toBe(first);
  await twin.close();
  const values = [];
  for (let i = 0; i < 6; i++) values.push(/(\d+)\n$/.exec(await textAt('/reset'))?.[1]);
  expect(values).toEqual(['100', '200', '300', '400', '0', '100']);
});

test('it flaps by the clock', async () => {
  const flapping = await startEvilTarget();
  const seen = new Set<string | null>();
  const giveUpMs = Date.now() + 5000;
  while (seen.size < 2 && Date.now() < giveUpMs)
    seen.add((await ask(`${flapping.url}/flap?period=20`)).error);
  await flapping.close();
  expect(seen).toEqual(new Set([null, 'ECONNRESET']));
});

test('every behaviour is listed once, answers in some way and leaves the target alive', async () => {
  expect(new Set(BEHAVIOURS.map((behaviour) => behaviour.path)).size).toBe(BEHAVIOURS.length);
  expect(BEHAVIOURS.filter(({ path }) => /^\/text\/\d+$/.test(path))).toHaveLength(60);
  expect(BEHAVIOURS.filter(({ path }) => /^\/http\/\d+$/.test(path))).toHaveLength(15);
  for (const { path, expect: outcome, code } of BEHAVIOURS) {
    // The bare path of the control is 404, and waiting for silence has its own test.
    if (code === 'NO_ANSWER' || path === '/ok') continue;
    const { status, error } = await at(path, { deadlineMs: 5000, maxBytes: MIB });
    if (outcome === 'up' || outcome === 'partial') {
      expect([path, status, error === 'LIMIT' ? null : error]).toEqual([path, 200, null]);
    }
    expect([path, error]).not.toEqual([path, 'DEADLINE']);
  }
  expect(target.hits.get('/html')).toBeGreaterThan(0);
  expect((await at('/ok/metrics')).status).toBe(200);
}, 60_000);
