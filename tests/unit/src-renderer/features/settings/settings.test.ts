import { expect, it } from 'vitest';
import { SETTING_KEYS } from '../../../../../shared/model/settings.js';
import {
  fileLines,
  filterSections,
  messageKey,
  SECTIONS,
} from '../../../../../src-renderer/features/settings/sections.js';
import {
  parseBytes,
  parseSeconds,
  writeBytes,
  writeSeconds,
} from '../../../../../src-renderer/features/settings/spelling.js';
import { settings } from '../../../../../src-renderer/i18n/en/settings.js';

it('every setting stands in one section, with a name and a word on what it does', () => {
  expect(SECTIONS.flatMap((s) => s.keys).sort()).toEqual([...SETTING_KEYS].sort());
  const known = SETTING_KEYS.map(messageKey);
  expect(known.filter((k) => !(k in settings.name))).toEqual([]);
  expect(known.filter((k) => !(k in settings.what))).toEqual([]);
  expect(SECTIONS.filter((s) => !(s.id in settings.section) || !(s.id in settings.sectionWhat))).toEqual([]);
});

it('finds by name, by key, and among those that were changed', () => {
  const words = (key: string): string => (key === 'polling.heapText' ? 'Heap text' : '');
  expect(filterSections('HEAP', null, words).flatMap((s) => s.keys)).toEqual(['polling.heapText']);
  expect(filterSections('appearance.b', null, words).flatMap((s) => s.keys)).toEqual(['appearance.bytes']);
  expect(filterSections('', (k) => k === 'log.level', words)).toEqual([{ id: 'log', keys: ['log.level'] }]);
});

it('knows which setting a line of the file holds', () => {
  const text = '# mine\nappearance:\n  theme: dark\n\npolling:\n  index: 2s # slow\nother:\n  theme: 1\n';
  expect(fileLines(text).map((l) => l.key)).toEqual([
    null,
    null,
    'appearance.theme',
    null,
    null,
    'polling.index',
    null,
    null,
  ]);
});

it('reads durations and sizes as people write them, and writes what it reads', () => {
  expect(['5s', '500 ms', '2m', '1.5', '', '5 parsecs', '-1s'].map(parseSeconds)).toEqual([
    5,
    0.5,
    120,
    1.5,
    null,
    null,
    null,
  ]);
  expect(['64MB', '32 MiB', '1gib', '512', 'much', '1 TBs'].map(parseBytes)).toEqual([
    64e6,
    2 ** 25,
    2 ** 30,
    512,
    null,
    null,
  ]);
  for (const s of [0.5, 1, 90]) expect(parseSeconds(writeSeconds(s))).toBe(s);
  for (const b of [2 ** 25, 64e6, 1e9, 12_345]) expect(parseBytes(writeBytes(b))).toBe(b);
});
