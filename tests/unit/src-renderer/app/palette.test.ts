import { expect, it } from 'vitest';
import { parseTyped, searchItems, type PaletteItem } from '../../../../src-renderer/app/palette/search.js';

const item = (title: string, hint = '', more = ''): PaletteItem => ({
  id: title,
  group: 'g',
  title,
  hint,
  more,
  keys: [],
  run: () => undefined,
});
const ITEMS = [
  item('Add a target'),
  item('Live heap', '212 MB'),
  item('pay-ledger', 'team=payments'),
  item('Pause'),
];
const titles = (text: string): string[] => searchItems(ITEMS, text, 10).map((h) => h.item.title);

it('a sign at the start narrows what is searched', () => {
  expect(['heap', '>pause ', '# team', ':15', ''].map(parseTyped)).toEqual([
    { scope: 'all', text: 'heap' },
    { scope: 'commands', text: 'pause' },
    { scope: 'labels', text: 'team' },
    { scope: 'time', text: '15' },
    { scope: 'all', text: '' },
  ]);
});

it('finds by title first, then by what else is said of it, and forgives a slip', () => {
  expect(titles('')).toEqual(ITEMS.map((i) => i.title));
  expect(titles('heap')).toEqual(['Live heap']);
  expect(titles('payments')).toEqual(['pay-ledger']);
  expect(titles('pausd')[0]).toBe('Pause');
  expect(titles('zzzz')).toEqual([]);
  expect(searchItems(ITEMS, '', 2)).toHaveLength(2);
});

it('marks what was typed, and loses no letter', () => {
  const [hit] = searchItems(ITEMS, 'heap', 1);
  expect(hit?.parts).toEqual([
    { text: 'Live ', hit: false },
    { text: 'heap', hit: true },
  ]);
});
