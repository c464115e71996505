import fs from 'node:fs';
import path from 'node:path';
import pino from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { SettingsView } from '../../../../shared/model/settings.js';
import { startMonitor, type MonitorOptions } from '../../../../src-main/core/monitor.js';
import { tempFolder } from '../../../helpers/temp-folder.js';

/** What a setting does to a core that runs. */

async function core(text: string | null = null, options: Partial<MonitorOptions> = {}) {
  const dir = tempFolder();
  const file = path.join(dir, 'gopherscope.yaml');
  if (text !== null) fs.writeFileSync(file, text);
  const log = pino({ level: 'info' }, { write: () => undefined });
  const monitor = await startMonitor({
    version: '0.0.0-test',
    folder: { path: dir, writable: true },
    log,
    host: '127.0.0.1',
    port: 0,
    allowedHosts: [],
    token: null,
    pageDir: dir,
    targets: [],
    levelFromSettings: true,
    ...options,
  });
  onTestFinished(() => monitor.close());
  const call = async <T>(method: string, at: string, body?: unknown): Promise<T> => {
    const response = await fetch(`http://127.0.0.1:${monitor.port}/api/v1${at}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return (await response.json()) as T;
  };
  const change = (key: string, value: unknown) =>
    call<SettingsView & { code: string; data: Record<string, unknown> }>('PATCH', '/settings', {
      changes: [{ key, value }],
    });
  const status = () =>
    call<{ head: { budgetBytes: number }; notices: { code: string; message: string }[] }>('GET', '/status');
  return { call, change, status, log, file };
}

describe('a setting of a running core', () => {
  it('decides what is logged, how much memory holds, and how often a source is asked', async () => {
    const { call, change, status, log } = await core('log: {level: warn}\nhistory: {headBytes: 16MiB}\n');
    expect(log.level).toBe('warn');
    expect((await status()).head.budgetBytes).toBe(16 * 2 ** 20);
    const sources = [{ kind: 'prometheus', url: 'http://127.0.0.1:9/metrics' }];
    const { id } = await call<{ id: string }>('POST', '/targets', { sources });
    const seconds = async () =>
      (await call<{ sources: { configuredSeconds: number }[] }>('GET', `/targets/${id}`)).sources[0]!
        .configuredSeconds;
    expect(await seconds()).toBe(5);
    await change('log.level', 'error');
    await change('history.headBytes', '64MiB');
    await change('polling.metrics', '2s');
    expect([log.level, (await status()).head.budgetBytes, await seconds()]).toEqual(['error', 2 ** 26, 2]);
    await change('polling.metrics', null);
    expect(await seconds()).toBe(5);
  });

  it('gives way to a flag', async () => {
    const { change, status, log } = await core(null, {
      levelFromSettings: false,
      head: { budgetBytes: 9_000_000 },
    });
    await change('log.level', 'error');
    await change('history.headBytes', '64MiB');
    expect([log.level, (await status()).head.budgetBytes]).toEqual(['info', 9_000_000]);
  });

  it('is kept in the file that --config names, YAML or JSON', async () => {
    const file = path.join(tempFolder(), 'mine.json');
    fs.writeFileSync(file, '{"appearance": {"theme": "dark"}}');
    const { call, change } = await core(null, { configFile: file });
    const view = await call<SettingsView>('GET', '/settings');
    expect([view.file.path, view.values.appearance.theme]).toEqual([file, 'dark']);
    await change('appearance.density', 'compact');
    expect(JSON.parse(fs.readFileSync(file, 'utf8'))).toEqual({
      appearance: { theme: 'dark', density: 'compact' },
    });
  });

  it('is told apart: a broken file by a notice and 409, an unknown key by a notice', async () => {
    const { call, change, status, file } = await core('polling:\n  index: [');
    expect((await status()).notices).toMatchObject([
      { code: 'SETTINGS_SYNTAX', message: expect.stringContaining('gopherscope.yaml, line 2') as string },
    ]);
    const refused = await change('polling.index', 2);
    expect([refused.code, refused.data['line']]).toEqual(['SETTINGS_BROKEN', 2]);
    expect(fs.readFileSync(file, 'utf8')).toBe('polling:\n  index: [');
    fs.writeFileSync(file, 'polling:\n  indeks: 2\n');
    expect((await call<SettingsView>('GET', '/settings')).unknown).toEqual(['polling.indeks']);
    expect((await status()).notices).toMatchObject([
      { code: 'SETTINGS_UNKNOWN', message: expect.stringContaining('polling.indeks') as string },
    ]);
  });
});
