import http from 'node:http';
import type net from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readProfileUrl, profileUrl } from '../../../../../src-main/core/capture/types.js';
import { runCapture } from '../../../../../src-main/core/capture/run.js';
import { Lanes } from '../../../../../src-main/core/capture/lanes.js';
import { lastStates } from '../../../../../src-main/core/capture/captures.js';
import { HttpClient } from '../../../../../src-main/core/http/client.js';
import type { ProfileLibrary } from '../../../../../src-main/core/library/library.js';
import type { Capture } from '../../../../../shared/model/capture.js';

/** It is never reached here. */
const nothingKept = null as unknown as ProfileLibrary;

/** A capture of an app that answers so; nothing is kept. */
async function run(answer: http.RequestListener, seconds: number | null = 3, type = 'cpu') {
  const server = http.createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = new HttpClient();
  onTestFinished(() => {
    client.close();
    server.closeAllConnections();
    server.close();
  });
  const base = new URL(`http://127.0.0.1:${(server.address() as net.AddressInfo).port}/debug/pprof/`);
  const waits: (string | undefined)[] = [];
  const result = await runCapture(
    { id: 't', name: 'app', base, library: null, module: () => null, http: client },
    { type, seconds, detailed: false, switchOn: false },
    {
      library: nothingKept,
      signal: new AbortController().signal,
      waits: (why) => waits.push(why?.code),
      begins: () => undefined,
      arrived: () => undefined,
      pause: () => Promise.resolve(),
    },
  );
  return { error: result.ok ? null : result.error, waits };
}

const refuses =
  (status: number, body: string, type = 'text/plain'): http.RequestListener =>
  (_, response) => {
    response.writeHead(status, { 'content-type': type }).end(body);
  };

describe('an app that does not give the profile', () => {
  it.each([
    [
      'older Go, by its WriteTimeout',
      refuses(400, "profile duration exceeds server's WriteTimeout"),
      'TARGET_ENDS_EARLY',
    ],
    ['a proxy before it', refuses(504, 'upstream timed out'), 'TARGET_ENDS_EARLY'],
    ['no such profile', refuses(404, 'Unknown profile'), 'CAPTURE_NOT_THERE'],
    ['the index page', refuses(200, '<html>', 'text/html; charset=utf-8'), 'CAPTURE_HTML'],
    ['a refusal', refuses(403, 'not for you'), 'CAPTURE_REFUSED'],
  ])('%s: %#', async (_, answer, code) => {
    expect((await run(answer)).error?.code).toBe(code);
  });

  it('names the seconds to try, fewer each time', async () => {
    const tried: unknown[] = [];
    for (const asked of [30, 4, 2, 1])
      tried.push((await run(refuses(400, "exceeds server's WriteTimeout"), asked)).error?.params['seconds']);
    expect(tried).toEqual([4, 2, 1, 1]);
  });

  it('with the time its answer was cut at, if that was early', async () => {
    const { error } = await run((request, response) => {
      if (request.url === '/debug/pprof/') response.end('index');
      else setTimeout(() => request.socket.destroy(), 100);
    }, 30);
    expect(error).toMatchObject({ code: 'TARGET_ENDS_EARLY', params: { asked: 30, seconds: 1 } });
  });

  it('is asked again while somebody else profiles it', async () => {
    let times = 0;
    const { error, waits } = await run((_, response) => {
      const busy = times++ < 2;
      const text = busy ? 'Could not enable CPU profiling: cpu profiling already in use' : 'other';
      response.writeHead(500).end(text);
    });
    expect(error?.code).toBe('CAPTURE_REFUSED');
    expect(waits.filter((code) => code === 'CAPTURE_IN_USE')).toHaveLength(2);
  });
});

describe('the address of a profile', () => {
  it('stays below the folder whatever its name', () => {
    const base = new URL('http://a:6060/x/debug/pprof/');
    const of = (type: string): string => profileUrl(base, { type, seconds: null, detailed: false }).href;
    expect(of('shop/sessions')).toBe('http://a:6060/x/debug/pprof/shop%2Fsessions');
    expect(of('a?b#c d')).toBe('http://a:6060/x/debug/pprof/a%3Fb%23c%20d');
    expect(of('../../admin')).toBe('http://a:6060/x/debug/pprof/..%2F..%2Fadmin');
  });

  it('is read back to what it names', () => {
    const read = (url: string) => {
      const named = readProfileUrl(url);
      return named === null ? null : [named.base.href, named.input];
    };
    expect(read('localhost:6060/debug/pprof/profile?seconds=5')).toEqual([
      'http://localhost:6060/debug/pprof/',
      { type: 'cpu', seconds: 5 },
    ]);
    expect(read('http://a/x/debug/pprof/goroutine?debug=2')).toEqual([
      'http://a/x/debug/pprof/',
      { type: 'goroutine', detailed: true },
    ]);
    for (const other of [
      'http://a/',
      'http://a/debug/pprof/',
      'http://a/debug/pprof/cmdline',
      'javascript:1',
    ])
      expect(read(other)).toBeNull();
  });
});

describe('lanes', () => {
  it('let one work at a time in the order they came, and forget who goes away', async () => {
    const lanes = new Lanes();
    const order: string[] = [];
    const still = new AbortController();
    const gone = new AbortController();
    const leave = await lanes.enter('a', still.signal);
    expect(lanes.tryEnter('a')).toBeNull();
    const second = lanes.enter('a', still.signal).then((next) => {
      order.push('second');
      return next;
    });
    const lost = lanes.enter('a', gone.signal);
    const third = lanes.enter('a', still.signal).then((next) => {
      order.push('third');
      next();
    });
    expect(lanes.ahead('a')).toBe(4);
    gone.abort();
    await expect(lost).rejects.toThrow();
    leave();
    leave();
    (await second)();
    await third;
    expect(order).toEqual(['second', 'third']);
    expect(lanes.tryEnter('a')).not.toBeNull();
    expect(lanes.tryEnter('b')).not.toBeNull();
  });
});

it('a journal gives the last state of each capture, and ends those that were under way', () => {
  const capture = (id: string, state: Capture['state']): Capture => ({
    ...{ id, targetId: 't', type: 'cpu', state, progress: 0, seconds: 1, startedAt: null, endedAt: null },
    ...{ profileId: null, waiting: null, error: null, remark: null },
  });
  const states = lastStates([
    ...[capture('a', 'queued'), capture('b', 'queued'), capture('a', 'running'), capture('b', 'done')],
  ]);
  expect(states.map(({ id, state, error }) => [id, state, error?.code])).toEqual([
    ['a', 'failed', 'CORE_ENDED'],
    ['b', 'done', undefined],
  ]);
});
