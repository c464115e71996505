import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SETTING_KEYS, SETTINGS, type SettingKey } from '../../../../../shared/model/settings.js';
import { parseSettings, type KeyChange } from '../../../../../src-main/core/settings/document.js';
import {
  allowedFor,
  DEFAULT_SETTINGS,
  readSetting,
  settingsFrom,
} from '../../../../../src-main/core/settings/schema.js';

const read = async (text: string, file = 'gopherscope.yaml') => parseSettings(Buffer.from(text), file);
const given = async (text: string): Promise<Record<string, unknown>> => {
  const parsed = await read(text);
  return parsed.ok ? Object.fromEntries(parsed.document.given) : { error: parsed.error.message };
};
const wrong = async (text: string): Promise<string> => {
  const parsed = await read(text);
  if (parsed.ok) return 'fine';
  const { code, line, column, message } = parsed.error;
  expect(message).toContain('nothing is written');
  return `${code} ${String(line)}:${String(column)}`;
};
const changed = async (text: string | null, changes: KeyChange[], file = 'gopherscope.yaml') => {
  const parsed = await parseSettings(text === null ? null : Buffer.from(text), file);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.document.withChanges(changes);
};

describe('values', () => {
  it.each<[SettingKey, unknown, unknown]>([
    ['appearance.theme', 'dark', 'dark'],
    ['appearance.theme', 'pink', null],
    ['appearance.timeZone', 'local', 'local'],
    ['appearance.timeZone', 'Europe/Berlin', 'Europe/Berlin'],
    ['appearance.timeZone', 'Mars/Olympus', null],
    ['polling.index', 2, 2],
    ['polling.index', '1500ms', 1.5],
    ['polling.index', '1m', 60],
    ['polling.index', '2', null],
    ['polling.index', '500ms', null],
    ['polling.index', 61, null],
    ['polling.index', '2h', null],
    ['polling.index', NaN, null],
    ['polling.heapText', 600, 600],
    ['polling.heapText', 4, null],
    ['polling.budgetPercent', 0.5, 0.5],
    ['polling.budgetPercent', '1', null],
    ['history.headBytes', '32MiB', 33_554_432],
    ['history.headBytes', '32 MB', 32_000_000],
    ['history.headBytes', '7MiB', null],
    ['history.headBytes', '1GiB', 1_073_741_824],
    ['history.headBytes', '1025MiB', null],
    ['notifications.targetDown', false, false],
    ['notifications.targetDown', 'false', null],
    ['log.level', 'loud', null],
  ])('%s: %j → %j', (key, raw, value) => {
    expect(readSetting(key, raw)).toEqual(value);
  });

  it('have defaults that are allowed, and words for what is', () => {
    for (const key of SETTING_KEYS) {
      expect(readSetting(key, SETTINGS[key].default)).toEqual(SETTINGS[key].default);
      expect(allowedFor(key)).not.toBe('');
    }
    expect(DEFAULT_SETTINGS).toMatchObject({
      appearance: { theme: 'system', timeZone: 'local' },
      polling: { index: 1, metrics: 5, heapText: 10, budgetPercent: 1 },
      history: { headBytes: 33_554_432 },
    });
    expect(settingsFrom(new Map([['log.level', 'warn']])).log.level).toBe('warn');
  });
});

describe('a settings file', () => {
  it('gives what stands in it, and names what it does not know', async () => {
    const parsed = await read(
      'appearance:\n  theme: dark\n  colour: red\npolling:\n  index: 2s\nplugins: [a]\nlog:\n',
    );
    expect(parsed.ok && Object.fromEntries(parsed.document.given)).toEqual({
      'appearance.theme': 'dark',
      'polling.index': 2,
    });
    expect(parsed.ok && parsed.document.unknown).toEqual(['appearance.colour', 'plugins']);
    expect(await given('')).toEqual({});
    expect(await given('# nothing but a remark\n')).toEqual({});
    expect(await given('polling:\n  index:\n')).toEqual({});
    expect(await given('{"polling": {"index": 3}}')).toEqual({ 'polling.index': 3 });
    expect(await given('x: &d {index: 4s}\npolling: *d\n')).toEqual({ 'polling.index': 4 });
  });

  it('merges nothing: << is a key like another', async () => {
    const parsed = await read('x: &d {index: 4s}\npolling:\n  <<: *d\n');
    expect(parsed.ok && [Object.fromEntries(parsed.document.given), parsed.document.unknown]).toEqual([
      {},
      ['x', 'polling.<<'],
    ]);
  });

  it.each([
    ['polling: [1,\nlog: 2', 'SETTINGS_SYNTAX 2:1'],
    ['log:\n\tlevel: info', 'SETTINGS_SYNTAX 2:1'],
    ['log: {}\nlog: {}', 'SETTINGS_SYNTAX 2:1'],
    ['log: {}\n---\nlog: {}', 'SETTINGS_SYNTAX 2:1'],
    ['log: *nowhere', 'SETTINGS_SYNTAX null:null'],
    ['polling:\n  index: 1\n  metrics: 900s\n', 'SETTINGS_VALUE 3:12'],
    ['x: &d {index: 900s}\npolling: *d\n', 'SETTINGS_VALUE 2:10'],
    ['polling: fast', 'SETTINGS_SHAPE 1:10'],
    ['- polling', 'SETTINGS_SHAPE null:null'],
    ['just words', 'SETTINGS_SHAPE null:null'],
  ])('%j is broken: %s', async (text, what) => {
    expect(await wrong(text)).toBe(what);
  });

  it('is refused where it is huge, no text, or a bomb of aliases', async () => {
    expect(await wrong(`# ${'x'.repeat(256 * 1024)}`)).toContain('SETTINGS_TOO_LARGE');
    const parsed = await parseSettings(Buffer.from([0xc3, 0x28]), 'f.yaml');
    expect(parsed.ok ? '' : parsed.error.code).toBe('SETTINGS_NOT_TEXT');
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]'];
    for (const [from, to] of ['ab', 'bc', 'cd', 'de', 'ef'].map((pair) => [pair[0], pair[1]] as const))
      bomb.push(`${to}: &${to} [${Array(9).fill(`*${from}`).join(',')}]`);
    expect(await wrong(bomb.join('\n'))).toContain('SETTINGS_SYNTAX');
  });

  it('says of a bad value which key, and what it takes', async () => {
    const parsed = await read('polling: {index: soon}');
    expect(parsed.ok ? {} : parsed.error.params).toMatchObject({
      key: 'polling.index',
      allowed: '1 to 60 seconds, as a number or like 1500ms, 2s, 1m',
    });
  });
});

describe('the file that docs/setup.md shows', () => {
  it('holds every key at its default', async () => {
    const setup = fs.readFileSync('docs/setup.md', 'utf8');
    const text = /```yaml\n([\s\S]*?)```/.exec(setup)?.[1] ?? '';
    const parsed = await read(text);
    expect(parsed.ok && parsed.document.unknown).toEqual([]);
    const expected = SETTING_KEYS.map((key) => [key, SETTINGS[key].default]);
    expect(await given(text)).toEqual(Object.fromEntries(expected));
  });
});

describe('a change', () => {
  it('keeps remarks, order, spelling and unknown keys', async () => {
    const text =
      '# mine\nzzz: 1\n\npolling: # how often\n  metrics: 15s\n  # every second\n  index: 1000ms\nappearance: {theme: dark}\n';
    expect(
      await changed(text, [
        { key: 'appearance.theme', value: 'light' },
        { key: 'polling.index', value: 2 },
        { key: 'log.level', value: 'warn' },
      ]),
    ).toBe(
      '# mine\nzzz: 1\n\npolling:\n  # how often\n  metrics: 15s\n  # every second\n  index: 2\nappearance: { theme: light }\nlog:\n  level: warn\n',
    );
  });

  it('takes a key out where it goes back to its default', async () => {
    const back: KeyChange[] = [{ key: 'polling.index', value: null }];
    expect(await changed('polling:\n  index: 2\n  expvar: 3\n', back)).toBe('polling:\n  expvar: 3\n');
    expect(await changed('log:\n  level: warn\n', back)).toBe('log:\n  level: warn\n');
    expect(await changed('polling:\n', back)).toContain('polling');
  });

  it('begins a file, fills an empty section, and leaves alone what an alias stands for', async () => {
    const set: KeyChange[] = [{ key: 'polling.index', value: 2 }];
    expect(await changed(null, set)).toBe('polling:\n  index: 2\n');
    expect(await changed('polling:\nlog:\n  level: info\n', set)).toBe(
      'polling:\n  index: 2\nlog:\n  level: info\n',
    );
    expect(await changed('x: &d {index: 4s, expvar: 3}\npolling: *d\n', set)).toBe(
      'x: &d { index: 4s, expvar: 3 }\npolling:\n  index: 2\n  expvar: 3\n',
    );
  });

  it.each([
    ['---\n', '---\npolling:\n  index: 2\n'],
    ['---\n# hello\n', '---\n# hello\npolling:\n  index: 2\n'],
    ['null', 'polling:\n  index: 2\n'],
    ['# top\n~ # here\n# tail\n', '# top\n# here\npolling:\n  index: 2\n\n# tail\n'],
  ])('begins in %j, keeping remarks', async (text, after) => {
    expect(await changed(text, [{ key: 'polling.index', value: 2 }])).toBe(after);
    expect(await changed(text, [{ key: 'polling.index', value: null }])).toContain(text.slice(0, 3));
  });

  it('that the file cannot take is refused, and says why', async () => {
    const text = 'polling: {index: &i 2, expvar: *i}\n';
    await expect(changed(text, [{ key: 'polling.index', value: null }])).rejects.toMatchObject({
      code: 'SETTINGS_BROKEN',
      data: { code: 'SETTINGS_UNCHANGEABLE', params: { mend: 'Write it by hand' } },
    });
  });

  it('keeps the line ends and the byte order mark of Windows', async () => {
    const text = '\ufeff# one\r\npolling:\r\n  # two\r\n  index: 2\r\n';
    expect(await changed(text, [{ key: 'polling.index', value: 3 }])).toBe(text.replace('2', '3'));
    expect(await wrong('polling:\r\n  index: 1\r\n  metrics: 900s\r\n')).toBe('SETTINGS_VALUE 3:12');
  });

  it('leaves JSON JSON', async () => {
    const set: KeyChange[] = [
      { key: 'appearance.theme', value: 'dark' },
      { key: 'polling.index', value: 2 },
    ];
    const fresh = JSON.parse(await changed(null, set, 'settings.json')) as unknown;
    expect(fresh).toEqual({ appearance: { theme: 'dark' }, polling: { index: 2 } });
    const text = await changed('{\n  "mine": "a",\n  "polling": {"expvar": "3s"}\n}\n', set, 'settings.json');
    expect(JSON.parse(text)).toEqual({
      mine: 'a',
      polling: { expvar: '3s', index: 2 },
      appearance: { theme: 'dark' },
    });
  });
});
