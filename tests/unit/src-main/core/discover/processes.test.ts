import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readBuildInfo } from '../../../../../src-main/core/discover/buildinfo.js';
import { discoverGoProcesses, readExecutable } from '../../../../../src-main/core/discover/processes.js';
import { fakeProc, netTable, tempFolder } from './fake-proc.js';

const APPS = resolve(import.meta.dirname, '../../../../fixtures/goapps');
/** The first build on a fresh machine compiles the standard library. */
const BUILD_MS = 120_000;
const linux = process.platform === 'linux';
const go = spawnSync('go', ['version']);
const why = !linux ? 'needs /proc' : go.status !== 0 ? 'needs the Go toolchain' : null;
const goVersion = /go\d\S*/.exec(String(go.stdout))?.[0];

/** Builds the app `bare` with as little in it as Go allows, and gives the path of the executable. */
function build(): string {
  const exe = join(tempFolder(), 'tiny');
  const args = ['-trimpath', '-buildmode=pie', '-ldflags=-s -w'];
  const env = { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-buildvcs=false' };
  execFileSync('go', ['build', ...args, '-o', exe, './bare'], { cwd: APPS, env });
  return exe;
}

async function start(exe: string): Promise<{ pid: number; port: number }> {
  const child = spawn(exe, [], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  for await (const line of createInterface(child.stdout)) {
    const match = /^ready url=http:\/\/127\.0\.0\.1:(\d+) pid=(\d+)$/.exec(line);
    if (match !== null) return { port: Number(match[1]), pid: Number(match[2]) };
  }
  throw new Error('the app ended before it was ready');
}

test('kernel threads and vanished processes are left out', async () => {
  const root = fakeProc({ 'net/tcp': netTable(), '2/comm': 'kthreadd' }, { '3/exe': '/nowhere' });
  expect(await discoverGoProcesses(root)).toEqual({ ok: true, value: { looked: 2, found: [] } });
  expect(await readExecutable(2, root)).toMatchObject({ ok: false, error: { code: 'EXE_UNREADABLE' } });
  expect(await discoverGoProcesses('/nowhere')).toMatchObject({
    ok: false,
    error: { code: 'PROC_NOT_FOUND' },
  });
});

describe.skipIf(why !== null)(`real executables${why === null ? '' : ` (skipped: ${why})`}`, () => {
  test(
    'a stripped, position-independent, trimmed executable is found, also after it was deleted',
    async () => {
      const exe = build();
      const { pid, port } = await start(exe);
      const expected = {
        pid,
        exe,
        module: 'gopherscope.dev/fixtures/goapps',
        goVersion,
        buildVersion: null,
        ports: [port],
        listeners: [{ address: '127.0.0.1', port }],
        hidden: false,
        reading: expect.objectContaining({ pid, threads: expect.any(Number) as number }) as unknown,
      };
      const before = await discoverGoProcesses();
      expect(before.ok && before.value.found).toContainEqual(expected);
      rmSync(exe);
      const startMs = performance.now();
      const after = await discoverGoProcesses();
      expect(after.ok && after.value.found).toContainEqual(expected);
      expect(performance.now() - startMs).toBeLessThan(2000);
    },
    BUILD_MS,
  );

  test(
    'settings are read',
    async () => {
      const info = await readBuildInfo(build());
      expect(info.ok && info.value).toMatchObject({
        goVersion,
        path: 'gopherscope.dev/fixtures/goapps/bare',
        revision: null,
        settings: { '-trimpath': 'true', '-buildmode': 'pie', CGO_ENABLED: '0', GOOS: 'linux' },
      });
    },
    BUILD_MS,
  );

  test('Node is not Go', async () => {
    expect(await readBuildInfo(process.execPath)).toMatchObject({ ok: false, error: { code: 'NOT_GO' } });
  });
});
