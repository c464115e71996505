import { expect, it } from 'vitest';
import { isChord, keyName } from '../../../../src-renderer/app/keys.js';

const press = (key: string, held: string = ''): string =>
  keyName({
    key,
    ctrlKey: held.includes('C'),
    metaKey: held.includes('M'),
    altKey: held.includes('A'),
    shiftKey: held.includes('S'),
  });

it('a press is named as the sheet of keys names it', () => {
  expect([
    press('k', 'C'),
    press('k', 'M'),
    press('a'),
    press('A', 'S'),
    press('?', 'S'),
    press('+', 'S'),
    press(' '),
    press('Escape'),
    press('ArrowLeft', 'A'),
    press('Tab', 'S'),
    press('ö'),
    press('1'),
  ]).toEqual(['Ctrl K', 'Ctrl K', 'A', 'Shift A', '?', '+', 'Space', 'Esc', 'Alt ←', 'Tab', 'Ö', '1']);
});

it('two keys in a row are not a held one and another', () => {
  expect(['G O', 'Ctrl K', 'Shift A', 'Esc'].map(isChord)).toEqual([true, false, false, false]);
});
