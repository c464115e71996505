import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { findListenerPid, listListeners } from '../../../../../src-main/core/discover/listeners.js';
import { canonicalAddress, parseListeners } from '../../../../../src-main/core/discover/net-table.js';
import { fakeProc, netTable, statLine } from './fake-proc.js';

const LOOPBACK = '0100007F';
const ALL = '00000000';
const LOOPBACK_V6 = '00000000000000000000000001000000';
const ALL_V6 = '0'.repeat(32);
const MAPPED = '0000000000000000FFFF00000100007F';
const DOCUMENTATION_V6 = 'B80D0120000000000000000078563412';

async function listen(host: string): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, host, resolve);
  });
  onTestFinished(() => {
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

describe('net tables', () => {
  test('only listening sockets count, addresses are canonical', () => {
    const text = netTable(
      [`${LOOPBACK}:1F90`, '0A', 11],
      [`${LOOPBACK}:1F91`, '01', 12],
      [`${LOOPBACK_V6}:0050`, '0A', 13],
      [`${ALL_V6}:0051`, '0A', 14],
      [`${MAPPED}:0052`, '0A', 15],
      [`${DOCUMENTATION_V6}:0053`, '0A', 16],
    );
    expect(
      parseListeners(`${text}garbage\n   9: XX\n`).map((s) => `${s.inode} ${s.address} ${String(s.port)}`),
    ).toEqual(['11 127.0.0.1 8080', '13 ::1 80', '14 :: 81', '15 127.0.0.1 82', '16 2001:db8::1234:5678 83']);
  });

  test.each([
    ['127.0.0.1', '127.0.0.1'],
    ['[::1]', '::1'],
    ['0:0:0:0:0:0:0:1', '::1'],
    ['::ffff:127.0.0.1', '127.0.0.1'],
    ['FE80::1%eth0', 'fe80::1'],
    ['not:an:address', 'not:an:address'],
  ])('%s is %s', (address, canonical) => {
    expect(canonicalAddress(address)).toBe(canonical);
  });
});

describe('findListenerPid', () => {
  const files = {
    stat: 'btime 1\n',
    'net/tcp': netTable([`${LOOPBACK}:1F90`, '0A', 11], [`${ALL}:1F90`, '0A', 12], [`${ALL}:1F91`, '0A', 13]),
    'net/tcp6': netTable([`${ALL_V6}:1F92`, '0A', 14]),
    ...Object.fromEntries(
      [5, 6, 7].flatMap((pid) => [
        [`${String(pid)}/stat`, statLine({ startTicks: 100 - pid })],
        [`${String(pid)}/status`, ''],
      ]),
    ),
  };
  const links = {
    '5/fd/3': 'socket:[11]',
    '6/fd/3': 'socket:[11]',
    '7/fd/9': 'socket:[12]',
    '7/fd/8': 'socket:[14]',
  };
  const local = { localAddresses: ['10.1.2.3'] };

  test('the exact address wins, and of several holders the youngest', async () => {
    const root = fakeProc(files, links);
    expect(await findListenerPid('127.0.0.1', 8080, { root, ...local })).toEqual({ ok: true, value: 5 });
    expect(await findListenerPid('localhost', 8080, { root, ...local })).toEqual({ ok: true, value: 5 });
    expect(await findListenerPid('10.1.2.3', 8080, { root, ...local })).toEqual({ ok: true, value: 7 });
    expect(await findListenerPid('127.0.0.1', 8082, { root, ...local })).toEqual({ ok: true, value: 7 });
  });

  test.each([
    ['10.9.9.9', 8080, 'NOT_LOCAL'],
    ['127.0.0.1', 9, 'NO_LISTENER'],
    ['127.0.0.1', 8081, 'PROC_PERMISSION'],
  ])('%s port %i: %s', async (address, port, code) => {
    const root = fakeProc(files, links);
    expect(await findListenerPid(address, port, { root, ...local })).toMatchObject({
      ok: false,
      error: { code },
    });
  });

  test('without /proc it says so', async () => {
    const answer = await findListenerPid('127.0.0.1', 80, { root: '/nowhere' });
    expect(answer).toMatchObject({ ok: false, error: { code: 'PROC_NOT_FOUND' } });
    expect(await listListeners('/nowhere')).toMatchObject({ ok: false, error: { code: 'PROC_NOT_FOUND' } });
  });
});

describe.skipIf(process.platform !== 'linux')('on this machine', () => {
  test.each(['127.0.0.1', '::1', '0.0.0.0'])('finds our own server at %s', async (host) => {
    const port = await listen(host);
    const asked = host === '0.0.0.0' ? '127.0.0.1' : host;
    expect(await findListenerPid(asked, port)).toEqual({ ok: true, value: process.pid });
    const all = await listListeners();
    expect(all.ok && all.value).toContainEqual({ pid: process.pid, address: host, port });
  });
});
