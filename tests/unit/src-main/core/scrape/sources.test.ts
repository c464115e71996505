import http from 'node:http';
import type net from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Ownership } from '../../../../../src-main/core/scrape/ownership.js';
import { badStatus, clockSkew, type Poller } from '../../../../../src-main/core/scrape/sources/poller.js';
import { inspectProcess, processPoller } from '../../../../../src-main/core/scrape/sources/process.js';
import { HTTP_SOURCES, sourceRow } from '../../../../../src-main/core/scrape/sources/table.js';
import { SourceWriter } from '../../../../../src-main/core/scrape/writer.js';
import type { FetchAnswer } from '../../../../../src-main/core/http/client.js';
import { Head } from '../../../../../src-main/core/tsdb/head.js';
import { FakeApp } from '../../../../helpers/fake-app.js';

const NOW = 1_700_000_000_000;
const REQUEST = { tMs: NOW, deadlineMs: 1000, signal: new AbortController().signal };

/** Polls a source of the fake app once and writes what it gave. */
function source(id: string, app = new FakeApp()) {
  const row = HTTP_SOURCES.find((candidate) => candidate.id === id)!;
  const poller = row.poller({ http: app.client, url: new URL(`http://app.test/${row.path}`) });
  return { app, ...writing(poller) };
}

function writing(poller: Poller) {
  const head = new Head();
  const ownership = new Ownership();
  ownership.setSources([{ id: 's', kind: 'expvar', intervalMs: 1000 }]);
  const writer = new SourceWriter(head, ownership, 't', 's');
  let tMs = NOW;
  const poll = async (): Promise<string> => {
    tMs += 1000;
    const answer = await poller.poll({ ...REQUEST, tMs });
    if (!answer.ok) return answer.error.code;
    const written = answer.value.write(writer, tMs);
    if (!written.ok) return written.error.code;
    return written.value?.code ?? 'good';
  };
  const value = (name: string, labels = {}): number | undefined => {
    const series = head.find('t', name, labels);
    return series?.group.latest(series.slot)?.v;
  };
  return { head, poll, value, poller };
}

describe('a source over HTTP', () => {
  it.each([
    ['pprof', 'go_goroutines', 12],
    ['expvar', 'go_memstats_heap_alloc_bytes', 30e6],
    ['expvar', 'hits', 5],
    ['prometheus', 'app_requests_total', 100],
  ])('%s gives %s', async (id, name, expected) => {
    const { poll, value } = source(id);
    expect(await poll()).toBe('good');
    expect(value(name)).toBe(expected);
  });

  it.each<[string, string, string | number, string]>([
    ['pprof', '/debug/pprof/', '<html>Sign in</html>', 'NOT_PPROF_INDEX'],
    ['pprof', '/debug/pprof/', 404, 'NOT_THERE'],
    ['expvar', '/debug/vars', '<html>', 'NOT_EXPVAR'],
    ['expvar', '/debug/vars', 401, 'AUTH_REQUIRED'],
    ['expvar', '/debug/vars', '{"a": oops,\n"b": 1}', 'EXPVAR_UNREADABLE'],
    ['pprof-heap', '/debug/pprof/heap?debug=1', 'nothing', 'NOT_HEAP_TEXT'],
    ['prometheus', '/metrics', '<!doctype html><p>Sign in', 'NOT_METRICS'],
    ['prometheus', '/metrics', '{"status":"ok"}', 'NOT_METRICS'],
    ['prometheus', '/metrics', '[]', 'NOT_METRICS'],
    ['prometheus', '/metrics', 'just words\nand more', 'NOT_METRICS'],
    ['prometheus', '/metrics', 302, 'REDIRECTED'],
    ['prometheus', '/metrics', 500, 'HTTP_STATUS'],
    ['prometheus', '/metrics', 'good 1\nbad', 'BAD_LINES'],
    ['prometheus', '/metrics', `far 1 ${NOW + 3_600_000}\ngood 1`, 'FUTURE_SAMPLES'],
    [
      'prometheus',
      '/metrics',
      Array.from({ length: 10_001 }, (_, i) => `m{i="${i}"} 1`).join('\n'),
      'TOO_MANY_SAMPLES',
    ],
    ['prometheus', '/metrics', '{"my.name",a="1"} 1\n', 'good'],
    ['prometheus', '/metrics', '', 'good'],
  ])('%s at %s', async (id, path, body, code) => {
    const { app, poll } = source(id);
    app.pages.set(path, body);
    expect(await poll()).toBe(code);
  });

  it('pprof-heap gives memory, pauses and the live bytes of the profile', async () => {
    const { app, poll, poller, value } = source('pprof-heap');
    const text = (gcs: number): string => `heap profile: 1: 2 [1: 2] @ heap/2
1: 5000 [1: 5000] @ 0x1

# runtime.MemStats
# HeapAlloc = 9000
# PauseNs = [1000000 2000000 3000000]
# PauseEnd = [${[1500, 2500, 3500].map((ms) => `${NOW + ms}000000`).join(' ')}]
# NumGC = ${gcs}
`;
    const pause = (): number | undefined => value('go_gc_pause_seconds');
    app.pages.set('/debug/pprof/heap?debug=1', text(1));
    expect(await poll()).toBe('good');
    expect([value('go_memstats_heap_alloc_bytes'), value('go_gc_pauses_lost_total')]).toEqual([9000, 0]);
    expect(pause()).toBe(0.001);
    app.pages.set('/debug/pprof/heap?debug=1', text(3));
    await poll();
    expect(pause()).toBe(0.003);
    const answer = await poller.poll(REQUEST);
    expect(answer.ok && answer.value.facts).toEqual({ profileLiveBytes: 5000 });
  });

  it('says who the app is', async () => {
    const { poller } = source('prometheus');
    const answer = await poller.poll(REQUEST);
    expect(answer.ok && answer.value.identity).toEqual({
      startTimeMs: 1_000_000,
      goVersion: 'go1.22.1',
      counters: {},
    });
    const vars = await source('expvar').poller.poll(REQUEST);
    expect(vars.ok && vars.value.identity.counters).toEqual({ numGC: 10, totalAlloc: 10e6, mallocs: 1000 });
  });

  it('has a row by kind and address, heap?debug=1 one of its own', () => {
    expect(sourceRow('pprof', 'http://h/debug/pprof/')?.id).toBe('pprof');
    expect(sourceRow('pprof', 'http://h/debug/pprof/heap?debug=1')?.id).toBe('pprof-heap');
    expect(sourceRow('process', 'pid:')).toBeUndefined();
    for (const row of HTTP_SOURCES) expect(row.callCpuMs(100_000)).toBeGreaterThanOrEqual(row.callCpuMs(0));
  });
});

describe('what an answer tells beside its body', () => {
  const answer = (status: number, location = '', serverDateMs: number | null = null): FetchAnswer =>
    ({ status, location, serverDateMs }) as FetchAnswer;

  it('its status, in words', () => {
    const url = new URL('http://h/metrics');
    expect(badStatus(answer(200), url)).toBeNull();
    expect(badStatus(answer(301, 'http://elsewhere/'), url)).toMatchObject({
      code: 'REDIRECTED',
      params: { location: 'http://elsewhere/' },
      message: expect.stringContaining('http://elsewhere/') as string,
    });
    expect(badStatus(answer(304), url)?.message).toContain('nowhere');
  });

  it("the app's clock, where it differs by more than a header can say", () => {
    expect(clockSkew(answer(200), NOW)).toBe(0);
    expect(clockSkew(answer(200, '', NOW - 1000), NOW)).toBe(0);
    expect(clockSkew(answer(200, '', NOW - 60_500), NOW)).toBe(60_000);
    expect(clockSkew(answer(200, '', NOW + 59_500), NOW)).toBe(-60_000);
  });
});

describe.skipIf(process.platform !== 'linux')('the local process behind an address', () => {
  async function listening(): Promise<URL> {
    const server = http.createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    return new URL(`http://127.0.0.1:${(server.address() as net.AddressInfo).port}/`);
  }

  it('is found by its port, and read without asking it', async () => {
    const url = await listening();
    const found = await inspectProcess(url);
    expect(found.ok && found.value.pid).toBe(process.pid);
    const { poll, value, poller } = writing(processPoller(url));
    expect(await poll()).toBe('good');
    const before = poller.readCpuMs!()!;
    for (const until = performance.now() + 60; performance.now() < until;);
    expect(poller.readCpuMs!()! - before).toBeGreaterThan(30);
    expect(await poll()).toBe('good');
    expect(value('process_resident_memory_bytes')! / process.memoryUsage.rss()).toBeCloseTo(1, 0);
    expect(value('process_threads')).toBeGreaterThan(3);
    expect(value('system_cpu_logical_count')).toBeGreaterThan(0);
    const cores = Array.from({ length: value('system_cpu_logical_count')! }, (_, core) =>
      value('process_cpu_core_ratio', { core: core.toString() }),
    );
    expect(cores.reduce<number>((sum, share) => sum + (share ?? NaN), 0)).toBeGreaterThan(0.1);
  });

  it('is not there when nothing listens', async () => {
    const { poll, poller } = writing(processPoller(new URL('http://127.0.0.1:1/')));
    expect(await poll()).not.toBe('good');
    expect(poller.readCpuMs!()).toBeNull();
  });
});
