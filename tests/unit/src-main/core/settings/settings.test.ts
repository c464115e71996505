import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { SettingsView } from '../../../../../shared/model/settings.js';
import { nodeFs, type Fs } from '../../../../../src-main/core/docstore/fs.js';
import { silentLog } from '../../../../../src-main/core/log/log.js';
import { Settings } from '../../../../../src-main/core/settings/settings.js';
import { tempFolder } from '../../../../helpers/temp-folder.js';

async function setup(text: string | null = null, port: Fs = nodeFs) {
  const file = path.join(tempFolder(), 'gopherscope.yaml');
  if (text !== null) fs.writeFileSync(file, text);
  const settings = await Settings.open(port, file, silentLog());
  onTestFinished(() => settings.close());
  const told: SettingsView[] = [];
  settings.onChange((view) => told.push(view));
  const onDisk = (): string => fs.readFileSync(file, 'utf8');
  return { file, settings, told, onDisk };
}

const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => 'accepted',
    (error: unknown) => error as { code: string; message: string; data: Record<string, unknown> },
  );

async function until(check: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!check()) {
    if (Date.now() > deadline) throw new Error('it did not come to pass');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('settings', () => {
  it('are the defaults where there is no file, which is begun by the first change', async () => {
    const { settings, told, onDisk, file } = await setup();
    expect(settings.view()).toMatchObject({
      file: { path: file, exists: false, text: '', modifiedAt: null, error: null },
      values: { polling: { index: 1 } },
      unknown: [],
    });
    const view = await settings.change([{ key: 'polling.index', value: '1500ms' }]);
    expect(onDisk()).toBe('polling:\n  index: 1500ms\n');
    expect(view.values.polling.index).toBe(1.5);
    expect(view.defaults.polling.index).toBe(1);
    expect(view.file.modifiedAt).toBe(fs.statSync(file).mtime.toISOString());
    expect(told).toEqual([view]);
    expect(fs.readdirSync(path.dirname(file))).toEqual(['gopherscope.yaml']);
    await settings.change([{ key: 'polling.index', value: null }]);
    expect(settings.values.polling.index).toBe(1);
  });

  it('change all at once or not at all', async () => {
    const { settings, told } = await setup();
    const good = { key: 'log.level', value: 'warn' };
    const bad = await refusal(settings.change([good, { key: 'polling.index', value: 900 }]));
    expect(bad).toMatchObject({
      code: 'SETTING_REFUSED',
      data: { key: 'polling.index', allowed: '1 to 60 seconds, as a number or like 1500ms, 2s, 1m' },
    });
    const unknown = await refusal(settings.change([good, { key: '__proto__.x', value: 1 }]));
    expect(unknown).toMatchObject({ code: 'SETTING_REFUSED', data: { key: '__proto__.x' } });
    expect([settings.view().file.exists, told]).toEqual([false, []]);
  });

  it('stay as they were while the file is broken, which is not written until it is mended', async () => {
    const { settings, told, onDisk, file } = await setup('polling:\n  index: 2\n');
    const broken = 'polling:\n  index: 2\n  metrics: soon # hm\n';
    fs.writeFileSync(file, broken);
    const view = await settings.refresh();
    expect(view.values.polling).toMatchObject({ index: 2, metrics: 5 });
    expect(view.file).toMatchObject({ text: broken, error: { code: 'SETTINGS_VALUE', line: 3, column: 12 } });
    const refused = await refusal(settings.change([{ key: 'polling.index', value: 3 }]));
    expect(refused).toMatchObject({ code: 'SETTINGS_BROKEN', data: { line: 3, column: 12 } });
    expect(onDisk()).toBe(broken);
    expect(told).toHaveLength(1);
    fs.writeFileSync(file, 'polling:\n  index: 2\n  metrics: 9 # hm\n');
    await settings.change([{ key: 'polling.index', value: 3 }]);
    expect(onDisk()).toBe('polling:\n  index: 3\n  metrics: 9 # hm\n');
    expect(settings.values.polling).toMatchObject({ index: 3, metrics: 9 });
    expect(settings.view().file.error).toBeNull();
  });

  it('are the defaults where the file is broken from the start', async () => {
    const { settings } = await setup('polling: [');
    expect(settings.values.polling.index).toBe(1);
    expect(settings.view().file.error?.code).toBe('SETTINGS_SYNTAX');
  });

  it('follow the hand of an editor, in place or by a new file', async () => {
    const { settings, told, file } = await setup();
    fs.writeFileSync(file, 'polling: {index: 2}\n');
    await until(() => settings.values.polling.index === 2);
    fs.writeFileSync(`${file}~`, 'polling: {index: 3}\nnovelty: 1\n');
    fs.renameSync(`${file}~`, file);
    await until(() => settings.values.polling.index === 3);
    expect(settings.view().unknown).toEqual(['novelty']);
    fs.rmSync(file);
    await until(() => settings.values.polling.index === 1);
    expect(told.at(-1)?.file.exists).toBe(false);
  });

  it('keep a link a link', async () => {
    const real = path.join(tempFolder(), 'dotfiles.yaml');
    fs.writeFileSync(real, 'log: {level: warn}\n');
    const link = path.join(tempFolder(), 'gopherscope.yaml');
    fs.symlinkSync(real, link);
    const settings = await Settings.open(nodeFs, link, silentLog());
    onTestFinished(() => settings.close());
    await settings.change([{ key: 'log.level', value: 'error' }]);
    expect(fs.readlinkSync(link)).toBe(real);
    expect(fs.readFileSync(real, 'utf8')).toContain('error');
    for (const level of ['debug', 'trace', 'info'] as const) {
      fs.writeFileSync(`${real}~`, `log: {level: ${level}}\n`);
      fs.renameSync(`${real}~`, real);
      await until(() => settings.values.log.level === level);
    }
  });

  it('say so when they cannot be read or written, and nothing has changed', async () => {
    const full = new Error('ENOSPC: made up');
    const { settings, onDisk } = await setup('log: {level: warn}\n', {
      ...nodeFs,
      rename: () => Promise.reject(full),
    });
    const refused = await refusal(settings.change([{ key: 'log.level', value: 'error' }]));
    expect(refused).toMatchObject({
      code: 'NOT_WRITTEN',
      message: expect.stringContaining('ENOSPC') as string,
    });
    expect(settings.values.log.level).toBe('warn');
    expect(onDisk()).toBe('log: {level: warn}\n');
    const denied = await setup('log: {level: warn}\n', {
      ...nodeFs,
      read: () => Promise.reject(new Error('EACCES: made up')),
    });
    expect(denied.settings.view().file.error).toMatchObject({ code: 'SETTINGS_UNREADABLE', line: null });
  });

  it('may be kept where there is no folder yet: nothing is watched, a change says why', async () => {
    const file = path.join(tempFolder(), 'not', 'there.yaml');
    const settings = await Settings.open(nodeFs, file, silentLog());
    onTestFinished(() => settings.close());
    const refused = await refusal(settings.change([{ key: 'log.level', value: 'error' }]));
    expect(refused).toMatchObject({ code: 'NOT_WRITTEN' });
  });

  it('take changes in the order they were asked for', async () => {
    const { settings, onDisk } = await setup();
    await Promise.all([2, 3, 4].map((value) => settings.change([{ key: 'polling.index', value }])));
    expect(onDisk()).toBe('polling:\n  index: 4\n');
  });

  it('never lose what an editor writes while a change is made', async () => {
    let edit: (() => void) | null = null;
    const { settings, onDisk, file } = await setup('# mine\nlog: {level: warn}\n', {
      ...nodeFs,
      create: async (at) => {
        edit?.();
        edit = null;
        return nodeFs.create(at);
      },
    });
    edit = () => {
      fs.writeFileSync(file, '# mine\nlog: {level: warn}\npolling: {metrics: 9}\n');
    };
    await settings.change([{ key: 'polling.index', value: 2 }]);
    expect(onDisk()).toBe('# mine\nlog: { level: warn }\npolling: { metrics: 9, index: 2 }\n');
    expect(fs.readdirSync(path.dirname(file))).toEqual(['gopherscope.yaml']);
  });

  /** An editor that writes the text again once we have met the file gone or empty. */
  const slowEditor = (text: string) => {
    const steps: string[] = [];
    const port: Fs = {
      ...nodeFs,
      read: async (at) => {
        const bytes = await nodeFs.read(at);
        if (bytes !== null && bytes.length > 0) return bytes;
        steps.push('met half done');
        fs.writeFileSync(at, text);
        return bytes;
      },
      create: (at) => {
        steps.push('written');
        return nodeFs.create(at);
      },
    };
    return { steps, port };
  };

  it('wait for an editor that has emptied the file, or put it aside, and not written it again yet', async () => {
    const text = '# mine\nlog: {level: warn}\n';
    for (const begin of [
      (at: string) => {
        fs.truncateSync(at);
      },
      (at: string) => {
        fs.rmSync(at);
      },
    ]) {
      const { steps, port } = slowEditor(text);
      const { settings, onDisk, file } = await setup(text, port);
      begin(file);
      const view = await settings.change([{ key: 'polling.index', value: 2 }]);
      expect(steps).toEqual(['met half done', 'written']);
      expect(onDisk()).toBe('# mine\nlog: { level: warn }\npolling:\n  index: 2\n');
      expect(view.values.log.level).toBe('warn');
    }
  });

  it('wait for an emptied file when they are opened as well, but take one that stays empty', async () => {
    const { settings } = await setup('', slowEditor('log: {level: warn}\n').port);
    expect(settings.values.log.level).toBe('warn');
    const still = await setup('log: {level: warn}\n');
    fs.writeFileSync(still.file, '');
    await still.settings.change([{ key: 'polling.index', value: 2 }]);
    expect(still.onDisk()).toBe('polling:\n  index: 2\n');
  });

  it('are not changed while another program goes on writing the file', async () => {
    let edits = 0;
    const { settings, onDisk, file } = await setup('log: {level: warn}\n', {
      ...nodeFs,
      create: async (at) => {
        fs.writeFileSync(file, `# ${(++edits).toString()}\n`);
        return nodeFs.create(at);
      },
    });
    const refused = await refusal(settings.change([{ key: 'polling.index', value: 2 }]));
    expect(refused).toMatchObject({
      code: 'NOT_WRITTEN',
      message: expect.stringContaining('goes on writing') as string,
    });
    expect(onDisk()).toBe(`# ${edits.toString()}\n`);
  });
});
