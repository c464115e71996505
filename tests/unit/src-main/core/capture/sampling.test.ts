import fs from 'node:fs';
import http from 'node:http';
import type net from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ProfileHost } from '../../../../../shared/model/ports.js';
import { CpuSampler } from '../../../../../src-main/core/capture/sampling.js';
import { HttpClient } from '../../../../../src-main/core/http/client.js';
import { silentLog } from '../../../../../src-main/core/log/log.js';
import { FakeClock } from '../../../../helpers/fake-clock.js';
import { tempFolder } from '../../../../helpers/temp-folder.js';

async function setUp(answer: () => { status: number; body: string }) {
  const asked: string[] = [];
  const server = http.createServer((request, response) => {
    asked.push(request.url ?? '');
    const { status, body } = answer();
    response.writeHead(status).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const clock = new FakeClock();
  const client = new HttpClient();
  const taken: number[] = [];
  const dir = tempFolder();
  let isFree = true;
  /** A file's text is its CPU time in ns. */
  const host: ProfileHost = {
    ask: ((file: { path: string }) =>
      Promise.resolve({
        ok: true,
        value: {
          sampleTypes: [{ type: 'cpu', unit: 'nanoseconds', total: fs.readFileSync(file.path, 'utf8') }],
          durationSeconds: 1.25,
        },
      })) as unknown as ProfileHost['ask'],
    prepare: () => undefined,
    close: () => Promise.resolve(),
  };
  const base = new URL(`http://127.0.0.1:${(server.address() as net.AddressInfo).port}/debug/pprof/`);
  const sampler = new CpuSampler({
    ...{ host, clock, log: silentLog(), dir },
    targets: () => [{ id: 't', base, http: client }],
    tryCpu: () => (isFree ? () => undefined : null),
    take: (_, __, cores) => taken.push(cores),
  });
  onTestFinished(() => {
    sampler.close();
    client.close();
    server.close();
  });
  /** Turns the clock in steps of the sampler's, letting each exchange end. */
  const minutes = async (count: number): Promise<void> => {
    for (let s = 0; s < count * 60; s += 5) {
      const before = asked.length;
      await clock.advance(5000);
      if (asked.length > before || taken.length === 0)
        await new Promise((resolve) => setTimeout(resolve, 30));
    }
  };
  return { asked, taken, minutes, dir, free: (is: boolean) => (isFree = is) };
}

describe('CPU samples', () => {
  it('are one second a minute, in cores, and leave no file', async () => {
    const { asked, taken, minutes, dir } = await setUp(() => ({ status: 200, body: '2500000000' }));
    await minutes(3);
    expect(new Set(asked)).toEqual(new Set(['/debug/pprof/profile?seconds=1']));
    expect(taken).toEqual([2, 2, 2]);
    expect(fs.readdirSync(dir)).toEqual([]);
  });

  it('leave the profiler alone for ten minutes when somebody else has it', async () => {
    const { asked, taken, minutes } = await setUp(() => ({
      status: 500,
      body: 'Could not enable CPU profiling: cpu profiling already in use',
    }));
    await minutes(9);
    expect([asked.length, taken.length]).toEqual([1, 0]);
    await minutes(2);
    expect(asked).toHaveLength(2);
  });

  it('give way to a capture', async () => {
    const { asked, minutes, free } = await setUp(() => ({ status: 200, body: '0' }));
    free(false);
    await minutes(2);
    expect(asked).toEqual([]);
  });
});
