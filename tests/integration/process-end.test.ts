import fs from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { cleanUp, start, tempDir, until } from '../helpers/children.js';
import { CORE, startCore } from '../helpers/core.js';
import { startApp } from '../helpers/go-apps.js';

/** How the process begins and ends: one line, an exit code, a log without secrets. */

afterAll(cleanUp);

describe('the core as a process', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    '%s: exits 0 within 5 s, with a stream open and a target that hangs',
    async (name) => {
      const core = await startCore();
      const app = await startApp('bare');
      await core.api.add({ url: app.url });
      app.signal('SIGSTOP');
      const stream = await fetch(`${core.url}/api/v1/events?client=window`, {
        headers: { authorization: `Bearer ${core.api.token}` },
      });
      expect(stream.status).toBe(200);
      const asked = performance.now();
      core.signal(name);
      expect(await core.exited).toEqual({ code: 0, signal: null });
      expect(performance.now() - asked).toBeLessThan(5000);
      await stream.body?.cancel().catch(() => undefined);
      expect(fs.existsSync(path.join(core.dataDir, 'holder.json'))).toBe(false);
      await app.kill();
    },
  );

  it('says one line on standard output and writes JSON lines without the token to --log-file', async () => {
    const logFile = path.join(tempDir(), 'core.log');
    const token = 'a-token-of-the-test-0123456789';
    const dataDir = tempDir();
    const args = ['--log-file', logFile, '--log-level', 'trace', '--token', token];
    const core = start(process.execPath, [
      ...CORE,
      '--headless',
      '--port',
      '0',
      '--data-dir',
      dataDir,
      ...args,
    ]);
    await until('the ready line', () => /\n/.test(core.stdout()));
    expect(core.stdout()).toMatch(
      new RegExp(`^gopherscope ready url=http://127\\.0\\.0\\.1:\\d+ pid=${core.pid}\\n$`),
    );
    const url = /url=(\S+)/.exec(core.stdout())?.[1] ?? '';
    const app = await startApp('bare');
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const add = (body: string) => fetch(`${url}/api/v1/targets`, { method: 'POST', headers, body });
    expect((await add(JSON.stringify({ url: app.url }))).status).toBe(201);
    expect((await add(JSON.stringify({ url: 'http://user:hunter2@127.0.0.1/' }))).status).toBe(422);
    await fetch(`${url}/api/v1/targets?token=${token}`);
    core.signal('SIGTERM');
    await core.exited;
    const log = fs.readFileSync(logFile, 'utf8');
    const lines = log
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.length).toBeGreaterThanOrEqual(3);
    for (const line of lines) expect(typeof line['msg']).toBe('string');
    expect(log + core.stderr()).not.toContain(token);
    expect(log).not.toContain('hunter2');
    expect(core.stdout().split('\n')).toHaveLength(2);
    await app.kill();
  });

  it('keeps the generated token in a file of the user alone', async () => {
    const core = await startCore();
    expect(fs.statSync(path.join(core.dataDir, 'token')).mode & 0o777).toBe(0o600);
    expect(core.api.token.length).toBeGreaterThanOrEqual(43);
    expect(fs.readFileSync(`/proc/${core.pid}/cmdline`, 'utf8')).not.toContain(core.api.token);
    await core.kill();
  });

  it.each([
    [['--port', 'many']],
    [['--port', '65536']],
    [['--no-such-flag']],
    [['--log-level', 'loud']],
    [['--host', '0.0.0.0']],
    [['--host', '0.0.0.0', '--no-auth', '--allowed-host', 'gopher.example']],
    [['--token', 'short']],
  ])('%j is wrong use: exit 2, the reason and how to use it on standard error', async (args) => {
    const core = start(process.execPath, [...CORE, '--headless', '--data-dir', tempDir(), ...args]);
    expect(await core.exited).toEqual({ code: 2, signal: null });
    expect(core.stdout()).toBe('');
    expect(core.stderr()).toMatch(/^gopherscope: .+\n/);
    expect(core.stderr()).toContain('--data-dir DIR');
  });

  it('says so when the port is taken, and exits 1', async () => {
    const app = await startApp('bare');
    const args = ['--headless', '--port', app.port.toString(), '--data-dir', tempDir()];
    const core = start(process.execPath, [...CORE, ...args]);
    expect(await core.exited).toEqual({ code: 1, signal: null });
    expect(core.stderr()).toContain(`port ${app.port} is taken`);
    await app.kill();
  });
});
