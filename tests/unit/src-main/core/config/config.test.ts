import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  defaultDataDir,
  loadToken,
  openDataFolder,
} from '../../../../../src-main/core/config/data-folder.js';
import { folderHash, lockFolder, readHolder } from '../../../../../src-main/core/config/lock.js';
import { meet, openMeeting, type Handover } from '../../../../../src-main/core/config/meeting.js';
import { claim } from '../../../../../src-main/host/claim.js';
import { parseCommandLine } from '../../../../../src-main/host/options.js';
import { tempFolder } from '../../../../helpers/temp-folder.js';

describe('the data folder', () => {
  it.each([
    ['linux', {}, '/home/me/.local/share/gopherscope'],
    ['linux', { XDG_DATA_HOME: '/x' }, '/x/gopherscope'],
    ['darwin', {}, '/home/me/Library/Application Support/Gopherscope'],
  ] as const)('on %s with %o is %s', (platform, env, dir) => {
    expect(defaultDataDir(platform, env, '/home/me')).toBe(dir);
  });

  it('on Windows is a local one', () => {
    expect(defaultDataDir('win32', { LOCALAPPDATA: 'C:\\L' }, 'C:\\me')).toContain('Gopherscope');
    expect(defaultDataDir('win32', {}, 'C:\\me')).toContain('AppData');
  });

  it('is made for the user alone, with links resolved', () => {
    const root = tempFolder();
    const made = openDataFolder(path.join(root, 'a', 'b'));
    expect(made).toEqual({ path: path.join(root, 'a', 'b'), writable: true });
    expect(fs.statSync(made.path).mode & 0o777).toBe(0o700);
    fs.symlinkSync(made.path, path.join(root, 'link'));
    expect(openDataFolder(path.join(root, 'link')).path).toBe(made.path);
    fs.writeFileSync(path.join(root, 'file'), '');
    expect(() => openDataFolder(path.join(root, 'file'))).toThrow('is not a folder');
  });

  it('keeps one token, 256 bits, readable by the user alone', () => {
    const folder = { path: tempFolder(), writable: true };
    const token = loadToken(folder);
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect(loadToken(folder)).toBe(token);
    expect(fs.statSync(path.join(folder.path, 'token')).mode & 0o777).toBe(0o600);
    fs.writeFileSync(path.join(folder.path, 'token'), 'short');
    expect(loadToken(folder)).not.toBe('short');
    expect(fs.readdirSync(folder.path)).toEqual(['token']);
    const readOnly = { path: tempFolder(), writable: false };
    expect(loadToken(readOnly)).toHaveLength(43);
    expect(fs.readdirSync(readOnly.path)).toEqual([]);
  });
});

describe('the lock of a folder', () => {
  it('is held by one, and free again once released', async () => {
    const dir = tempFolder();
    const first = await lockFolder(dir);
    expect(first).not.toBeNull();
    expect(await lockFolder(dir)).toBeNull();
    const other = await lockFolder(tempFolder());
    expect(other).not.toBeNull();
    other?.release();
    first!.announce('http://127.0.0.1:7676');
    expect(readHolder(dir)).toMatchObject({ url: 'http://127.0.0.1:7676', pid: process.pid });
    first!.release();
    expect(fs.readdirSync(dir)).toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, 20));
    const again = await lockFolder(dir);
    expect(again).not.toBeNull();
    again?.release();
  });

  it('is refused while another machine that shares the volume is alive, and taken when it is not', async () => {
    const dir = tempFolder();
    const holder = { host: 'other', bootId: 'another boot', pid: 1, url: 'http://other', beatMs: 1_000_000 };
    fs.writeFileSync(path.join(dir, 'holder.json'), JSON.stringify(holder));
    expect(await lockFolder(dir, () => 1_014_999)).toBeNull();
    const lock = await lockFolder(dir, () => 1_015_000);
    expect(lock).not.toBeNull();
    lock?.release();
    fs.writeFileSync(path.join(dir, 'holder.json'), '{"host":');
    expect(readHolder(dir)).toBeNull();
  });
});

describe('a second start', () => {
  beforeEach(() => {
    vi.stubEnv('XDG_RUNTIME_DIR', tempFolder());
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  const handover: Handover = {
    targets: ['http://bücher.test/'],
    urls: ['localhost:6060'],
    files: ['/tmp/cpu.pprof'],
    focus: true,
    wantsCode: true,
  };
  const socketOf = (dir: string): string =>
    path.join(process.env['XDG_RUNTIME_DIR']!, `gopherscope-${process.getuid!()}`, `${folderHash(dir)}.sock`);

  it('hands over to the running core and learns where it is', async () => {
    const dir = tempFolder();
    const got: Handover[] = [];
    const close = await openMeeting(dir, (given) => {
      got.push(given);
      return Promise.resolve({
        url: 'http://127.0.0.1:1',
        pid: 5,
        code: 'once',
        shown: true,
        place: null,
        said: [],
      });
    });
    onTestFinished(close);
    expect(await meet(dir, handover)).toEqual({
      url: 'http://127.0.0.1:1',
      pid: 5,
      code: 'once',
      shown: true,
      place: null,
      said: [],
    });
    expect(got).toEqual([handover]);
    expect(fs.statSync(path.dirname(socketOf(dir))).mode & 0o777).toBe(0o700);
  });

  it('learns nothing where none runs, or one that fails, or something else listens', async () => {
    const dir = tempFolder();
    expect(await meet(dir, handover)).toBeNull();
    const close = await openMeeting(dir, () => Promise.reject(new Error('no')));
    expect(await meet(dir, handover)).toBeNull();
    expect(await meet(dir, { targets: 5 } as unknown as Handover)).toBeNull();
    close();
    vi.stubEnv('XDG_RUNTIME_DIR', `/tmp/${'x'.repeat(120)}`);
    expect(await meet(dir, handover)).toBeNull();
  });

  it('hands over as much as is taken, in any script, and says how much was left out', async () => {
    const dir = tempFolder();
    const got: Handover[] = [];
    const lock = await lockFolder(dir);
    const close = await openMeeting(dir, (given) => {
      got.push(given);
      return Promise.resolve({
        url: 'http://b\u00fccher',
        pid: 5,
        code: null,
        shown: true,
        place: null,
        said: [],
      });
    });
    onTestFinished(() => {
      close();
      lock?.release();
    });
    const files = Array.from(
      { length: 150 },
      (_, i) => `/${'\u00fc\u{1f439}'.repeat(1000)}${i.toString()}.pprof`,
    );
    const options = parseCommandLine(['--data-dir', dir]);
    if (!options.ok) throw new Error(options.error.message);
    const claimed = await claim({ ...options.value, files, urls: ['a:1', 'x'.repeat(5000)] });
    expect(claimed).toMatchObject({ kind: 'running', leftOut: 51, welcome: { url: 'http://b\u00fccher' } });
    expect(got).toMatchObject([{ files: files.slice(0, 100), urls: ['a:1'], targets: [] }]);
  });

  it('is answered once, whatever it sends', async () => {
    const dir = tempFolder();
    let asked = 0;
    const close = await openMeeting(dir, async () => {
      asked++;
      await new Promise((resolve) => setTimeout(resolve, 100));
      return { url: 'u', pid: 1, code: null, shown: false, place: null, said: [] };
    });
    onTestFinished(close);
    const socket = net.connect(socketOf(dir));
    socket.on('error', () => undefined);
    socket.resume();
    for (let i = 0; i < 3; i++) {
      socket.write(`${JSON.stringify(handover)}\n`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await new Promise((resolve) => socket.on('close', resolve));
    expect(asked).toBe(1);
  });

  it('cannot make the core keep endless messages, and one left socket is in nobody’s way', async () => {
    const dir = tempFolder();
    const closeFirst = await openMeeting(dir, () => Promise.reject(new Error('unused')));
    closeFirst();
    let asked = 0;
    const close = await openMeeting(dir, () => {
      asked++;
      return Promise.resolve({ url: 'u', pid: 1, code: null, shown: false, place: null, said: [] });
    });
    onTestFinished(close);
    const socket = net.connect(socketOf(dir));
    socket.on('error', () => undefined);
    socket.write('x'.repeat(2_000_000));
    socket.write(`${JSON.stringify(handover)}\n`);
    await new Promise((resolve) => socket.on('close', resolve));
    expect(asked).toBe(0);
    expect(await meet(dir, handover)).toMatchObject({ url: 'u' });
  });
});

describe('the command line', () => {
  const parse = (text: string) => {
    const line = parseCommandLine(text.split(' ').filter((word) => word !== ''));
    return line.ok ? line.value : line.error.message;
  };

  it('says what to do, where, and what to watch', () => {
    expect(parse('')).toMatchObject({ command: 'window', host: '127.0.0.1', port: 7676, targets: [] });
    expect(parse('serve --port 0 --target a --target b c')).toMatchObject({
      command: 'serve',
      port: 0,
      targets: ['a', 'b'],
      urls: ['c'],
    });
    expect(parse('')).toMatchObject({ configFile: null, logLevel: null });
    expect(parse('--config my.yaml --log-level warn')).toMatchObject({
      configFile: 'my.yaml',
      logLevel: 'warn',
    });
    expect(parse('open')).toMatchObject({ command: 'open' });
    expect(parse('--headless http://h')).toMatchObject({ command: 'serve', urls: ['http://h'] });
    expect(parse('/no/such/cpu.pprof')).toMatchObject({ files: ['/no/such/cpu.pprof'], urls: [] });
    expect(parse('--host 0.0.0.0 --allowed-host box')).toMatchObject({
      host: '0.0.0.0',
      allowedHosts: ['box'],
    });
  });

  it.each([
    ['--nonsense', 'nonsense'],
    ['file:///etc/passwd', 'neither a file'],
    ['--port x', 'is no port'],
    ['--port 70000', 'is no port'],
    ['--log-level loud', 'is none of'],
    ['--host 0.0.0.0', '--allowed-host'],
    ['--host 0.0.0.0 --allowed-host box --no-auth', 'loopback only'],
    ['--token short', '16 characters'],
  ])('%s is refused: …%s…', (text, reason) => {
    expect(parse(text)).toContain(reason);
  });
});
