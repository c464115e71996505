import { afterEach, describe, expect, it } from 'vitest';
import { callTime, coreShare } from '../../../../../src-renderer/ui/format/cost.js';
import {
  absolute,
  clock,
  dateLine,
  duration,
  hourMinute,
  span,
  zoneOffset,
} from '../../../../../src-renderer/ui/format/time.js';
import { timeTicks } from '../../../../../src-renderer/ui/charts/scale.js';
import { setTimeZone } from '../../../../../src-renderer/ui/format/prefs.js';

afterEach(() => {
  setTimeZone('local');
});

it('times stand in the zone of the settings, ticks on its round hours', () => {
  const at = Date.UTC(2026, 10, 25, 22, 40, 5);
  setTimeZone('Asia/Kathmandu'); // UTC+5:45
  expect(clock(at)).toBe('04:25:05');
  expect(absolute(at)).toMatch(/^2026-11-26 04:25:05\.000 /);
  expect(zoneOffset(at)).toBe(5.75 * 3_600_000);
  expect(timeTicks(at - 3_600_000, at, 300).map(hourMinute)).toEqual([
    '03:30',
    '03:40',
    '03:50',
    '04:00',
    '04:10',
    '04:20',
  ]);
});

describe('duration', () => {
  it.each([
    [400, '0.4\u2009s'],
    [-5, '0.0\u2009s'],
    [12_900, '12\u2009s'],
    [152_000, '2\u2009min 32\u2009s'],
    [120_000, '2\u2009min'],
    [8_040_000, '2\u2009h 14\u2009min'],
    [266_400_000, '3\u2009d 2\u2009h'],
  ])('%d ms', (ms, text) => {
    expect(duration(ms)).toBe(text);
  });
});

it('span has one unit', () => {
  expect([45_000, 900_000, 3_600_000, 10_800_000, 259_200_000].map(span)).toEqual([
    '45\u2009s',
    '15\u2009min',
    '60\u2009min',
    '3\u2009h',
    '3\u2009d',
  ]);
});

it('clock times are local', () => {
  const at = new Date(2026, 10, 25, 14, 32, 8, 7).getTime();
  expect(hourMinute(at)).toBe('14:32');
  expect(clock(at)).toBe('14:32:08');
  expect(absolute(at)).toMatch(/^2026-11-25 14:32:08\.007 /);
  expect(dateLine(at, 'en')).toBe('Wed 25 Nov 2026');
});

it('small costs align and are never 0', () => {
  expect([0, 0.000_11, 0.001_03, 0.000_001, 0.0204].map(coreShare)).toEqual([
    '0\u2009%',
    '0.011\u2009%',
    '0.103\u2009%',
    '1.00e-4\u2009%',
    '2.04\u2009%',
  ]);
  expect([0, 0.1, 1.42, 23.4, 200].map(callTime)).toEqual(['0', '0.1', '1.4', '23', '200']);
});
