import { cpus } from 'node:os';
import { describe, expect, test } from 'vitest';
import { readHostCpu, readProcess } from '../../../../../src-main/core/discover/proc.js';
import { fakeProc, statLine } from './fake-proc.js';

const linux = process.platform === 'linux';
const HOST =
  'cpu  1 2 3\ncpu0 100 10 50 1000 20 3 4 5 0 0\ncpu2 200 0 0 0\nintr 9\nbtime 1700000000\nprocesses 5\n';

describe('readProcess', () => {
  test('reads a process whose name holds spaces and brackets', () => {
    const root = fakeProc({
      stat: HOST,
      '7/stat': statLine({
        name: 'a) b (c d',
        userTicks: 1234,
        systemTicks: 66,
        threads: 2,
        startTicks: 4210,
      }),
      '7/status': 'Name:\tapp\nVmRSS:\t    2048 kB\nThreads:\t2\n',
      '7/fd/0': '',
      '7/fd/1': '',
      '7/fd/2': '',
      '7/task/7/stat': statLine({ userTicks: 999, lastCpu: 1 }),
      '7/task/7/schedstat': '12345678901 5 6\n',
      '7/task/8/stat': statLine({ userTicks: 20, systemTicks: 5, lastCpu: 0 }),
    });
    expect(readProcess(7, root)).toEqual({
      ok: true,
      value: {
        pid: 7,
        startTicks: 4210,
        startTimeMs: 1_700_000_042_100,
        userSeconds: 12.34,
        systemSeconds: 0.66,
        rssBytes: 2_097_152,
        threads: 2,
        openFds: 3,
        openFdsFailure: null,
        threadTimes: [
          { tid: 7, cpuSeconds: 12.345678901, lastCpu: 1 },
          { tid: 8, cpuSeconds: 0.25, lastCpu: 0 },
        ],
      },
    });
  });

  test('says why descriptors are not readable', () => {
    const root = fakeProc({
      stat: HOST,
      '7/stat': statLine({}),
      '7/status': 'VmRSS: 1 kB\n',
      '7/fd': 'no folder',
    });
    const reading = readProcess(7, root);
    expect(reading.ok && reading.value.openFds).toBeNull();
    expect(reading.ok && reading.value.openFdsFailure?.code).toBe('PROC_UNREADABLE');
  });

  test('leaves the times of very many threads out', () => {
    const root = fakeProc({
      stat: HOST,
      '7/stat': statLine({ threads: 5000 }),
      '7/status': '',
      '7/task/7/stat': statLine({}),
    });
    const reading = readProcess(7, root);
    expect(reading.ok && reading.value).toMatchObject({ threads: 5000, threadTimes: [], rssBytes: 0 });
  });

  test('tells a missing process from a form it does not know', () => {
    const root = fakeProc({ stat: HOST, '7/stat': 'nonsense', '7/status': '' });
    expect(readProcess(8, root)).toMatchObject({ ok: false, error: { code: 'PROC_NOT_FOUND' } });
    expect(readProcess(7, root)).toMatchObject({ ok: false, error: { code: 'PROC_UNREADABLE' } });
  });

  test.skipIf(!linux)('agrees with what Node says of itself', () => {
    const reading = readProcess(process.pid);
    if (!reading.ok) throw new Error(reading.error.message);
    const { value } = reading;
    const usage = process.cpuUsage();
    expect(
      Math.abs(value.userSeconds + value.systemSeconds - (usage.user + usage.system) / 1e6),
    ).toBeLessThan(0.1);
    expect(value.rssBytes / process.memoryUsage.rss()).toBeCloseTo(1, 0);
    expect(Math.abs(value.startTimeMs - (Date.now() - process.uptime() * 1000))).toBeLessThan(3000);
    expect(value.threads).toBe(value.threadTimes.length);
    expect(value.openFds).toBeGreaterThan(2);
    const byThread = value.threadTimes.reduce((sum, thread) => sum + thread.cpuSeconds, 0);
    expect(byThread).toBeGreaterThan(0);
    expect(value.threadTimes.every((thread) => thread.lastCpu < 1024)).toBe(true);
  });
});

describe('readHostCpu', () => {
  test('gives each core in seconds, absent columns as 0', () => {
    expect(readHostCpu(fakeProc({ stat: HOST }))).toEqual({
      ok: true,
      value: [
        {
          cpu: 0,
          user: 1,
          nice: 0.1,
          system: 0.5,
          idle: 10,
          iowait: 0.2,
          irq: 0.03,
          softirq: 0.04,
          steal: 0.05,
        },
        { cpu: 2, user: 2, nice: 0, system: 0, idle: 0, iowait: 0, irq: 0, softirq: 0, steal: 0 },
      ],
    });
    expect(readHostCpu('/nowhere')).toMatchObject({ ok: false, error: { code: 'PROC_NOT_FOUND' } });
  });

  test.skipIf(!linux)('sees the cores that Node sees', () => {
    const reading = readHostCpu();
    expect(reading.ok && reading.value.length).toBe(cpus().length);
  });
});
