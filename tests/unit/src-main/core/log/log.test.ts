import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { createLogFile } from '../../../../../src-main/core/log/file.js';
import { createLog } from '../../../../../src-main/core/log/log.js';
import { tempFolder } from '../../../../helpers/temp-folder.js';

/** What was logged, as parsed lines. */
async function logged(
  write: (log: ReturnType<typeof createLog>['log']) => void,
): Promise<Record<string, unknown>[]> {
  const file = path.join(tempFolder(), 'logs', 'core.log');
  const { log, close } = createLog({ level: 'info', file });
  write(log);
  await close();
  const text = fs.readFileSync(file, 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('the log', () => {
  it('is JSON lines with level and time, from the level asked for on', async () => {
    const lines = await logged((log) => {
      log.debug('not shown');
      log.info({ targetId: 't' }, 'target added');
      log.error('bad');
    });
    expect(lines).toMatchObject([
      { level: 'info', msg: 'target added', targetId: 't' },
      { level: 'error', msg: 'bad' },
    ]);
    expect(Date.parse(String(lines[0]!['time']))).toBeGreaterThan(0);
  });

  it('holds no secret', async () => {
    const secret = 'canary-secret';
    const lines = await logged((log) => {
      log.info({ token: secret, code: secret, password: secret, authorization: secret });
      log.info({ headers: { authorization: secret }, options: { token: secret, password: secret } });
    });
    expect(JSON.stringify(lines)).not.toContain(secret);
    expect(lines[0]).toMatchObject({ token: '[redacted]', code: '[redacted]' });
  });

  it('cannot be made to hold a line that nobody wrote', async () => {
    const forged = 'x\n{"level":"error","msg":"forged"}\r\n\u001b[31mred\u2028';
    const lines = await logged((log) => {
      log.info({ name: forged, [forged]: 1 }, forged);
    });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ level: 'info', msg: forged, name: forged });
  });
});

/** Handles of this process on a file and those it was before, Linux only. */
const openFiles = (file: string): number =>
  fs.readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return fs.readlinkSync(`/proc/self/fd/${fd}`).startsWith(file);
    } catch {
      return false;
    }
  }).length;

describe('a log file', () => {
  it('moves aside when it is full, and three older ones are kept', async () => {
    const file = path.join(tempFolder(), 'core.log');
    const log = createLogFile(file, 100, 3);
    for (let i = 0; i < 60; i++) log.write(`line ${i.toString().padStart(4, '0')}\n`);
    if (process.platform === 'linux') expect(openFiles(file)).toBe(1);
    await log.close();
    const names = fs.readdirSync(path.dirname(file)).sort();
    expect(names).toEqual(['core.log', 'core.log.1', 'core.log.2', 'core.log.3']);
    const all = [...names.slice(1).reverse(), 'core.log'].map((name) =>
      fs.readFileSync(path.join(path.dirname(file), name), 'utf8'),
    );
    expect(all.every((text) => text.length <= 100)).toBe(true);
    expect(all.join('').trimEnd().split('\n').at(-1)).toBe('line 0059');
    expect(all.join('').trimEnd().split('\n')).toHaveLength(40);
    expect(fs.statSync(file).mode & 0o777).toBe(0o600);
  });

  it('goes on where it was after a start', async () => {
    const file = path.join(tempFolder(), 'core.log');
    for (const line of ['a\n', 'b\n']) {
      const log = createLogFile(file);
      log.write(line);
      await log.close();
    }
    expect(fs.readFileSync(file, 'utf8')).toBe('a\nb\n');
  });

  it('that cannot move aside says so once, keeps its file and never stops the core', async () => {
    const dir = tempFolder();
    const file = path.join(dir, 'core.log');
    const log = createLogFile(file, 20, 3);
    log.write('0123456789012345678\n');
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const rename = vi.spyOn(fs, 'renameSync').mockImplementation(() => {
      throw new Error('held');
    });
    // The number of a file closed too early would now be that of this one.
    const other = fs.openSync(path.join(dir, 'other'), 'w');
    log.write('lost 1\n');
    log.write('lost 2\n');
    rename.mockRestore();
    log.write('kept\n');
    await log.close();
    fs.closeSync(other);
    expect(stderr).toHaveBeenCalledTimes(1);
    expect(fs.readFileSync(path.join(dir, 'other'), 'utf8')).toBe('');
    expect(fs.readFileSync(file, 'utf8')).toBe('kept\n');
  });
});
