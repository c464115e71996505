import { expect, it } from 'vitest';
import { Briefly } from '../../../../shared/base/briefly.js';

it('keeps each answer for its moment, and none that failed', () => {
  const state = { now: 0, found: 0 };
  const briefly = new Briefly<string, string>(1000, () => state.now);
  const ask = (key: string): string => briefly.get(key, () => `${key}${(++state.found).toString()}`);
  expect([ask('a'), ask('a'), ask('b')]).toEqual(['a1', 'a1', 'b2']);
  state.now = 999;
  expect(ask('a')).toBe('a1');
  state.now = 1000;
  expect(ask('a')).toBe('a3');
  briefly.forget('a');
  expect([ask('a'), ask('a')]).toEqual(['a4', 'a4']);
  const fail = (): string => {
    throw new Error('no');
  };
  expect(() => briefly.get('c', fail)).toThrow('no');
  expect(ask('c')).toBe('c5');
});
