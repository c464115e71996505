import { expect, it } from 'vitest';
import { dragged, rulerSpan, wheeled } from '../../../../../src-renderer/features/targets/ruler.js';
import { LEAST_RANGE, parseMoment, parseRange, rangeText } from '../../../../../src-renderer/stores/view.js';

const MIN = 60_000;
const ALL = { from: 0, to: 60 * MIN };
const WINDOW = { from: 30 * MIN, to: 45 * MIN };

it('reaches back as far as memory, in steps, and never less than the window', () => {
  expect([0, 4, 6, 29, 31, 90].map((m) => rulerSpan(m * MIN, MIN, 0) / MIN)).toEqual([5, 5, 15, 30, 60, 60]);
  expect(rulerSpan(MIN, 15 * MIN, 20 * MIN) / MIN).toBe(30);
});

it('edges, middle and a new window stay inside and are never too short', () => {
  expect(dragged('from', WINDOW, 0, -40 * MIN, ALL)).toEqual({ from: 0, to: 45 * MIN });
  expect(dragged('from', WINDOW, 0, 40 * MIN, ALL)).toEqual({ from: 45 * MIN - LEAST_RANGE, to: 45 * MIN });
  expect(dragged('to', WINDOW, 0, 99 * MIN, ALL)).toEqual({ from: 30 * MIN, to: 60 * MIN });
  expect(dragged('middle', WINDOW, 0, 99 * MIN, ALL)).toEqual({ from: 45 * MIN, to: 60 * MIN });
  expect(dragged('middle', WINDOW, 10 * MIN, 5 * MIN, ALL)).toEqual({ from: 25 * MIN, to: 40 * MIN });
  expect(dragged('new', WINDOW, 20 * MIN, 10 * MIN, ALL)).toEqual({ from: 10 * MIN, to: 20 * MIN });
  expect(dragged('new', WINDOW, 60 * MIN, 60 * MIN, ALL)).toEqual({
    from: 60 * MIN - LEAST_RANGE,
    to: 60 * MIN,
  });
});

it('the wheel zooms around the pointer; a window that ends now stays at now', () => {
  const closer = wheeled(WINDOW, 30 * MIN, -1, ALL);
  expect(closer).toEqual({ from: 30 * MIN, to: 42 * MIN });
  const live = { from: 45 * MIN, to: 60 * MIN };
  expect(wheeled(live, 50 * MIN, 1, ALL)).toEqual({ from: 60 * MIN - 18.75 * MIN, to: 60 * MIN });
  expect(wheeled({ from: 0, to: 60 * MIN }, 0, 1, ALL)).toEqual(ALL);
});

it('the address keeps range and moment', () => {
  for (const ms of [10_000, 90_000, 15 * MIN, 60 * MIN]) expect(parseRange(rangeText(ms))).toBe(ms);
  expect(['2h', '3s', 'x', null, '15', '-5m'].map(parseRange)).toEqual([
    60 * MIN,
    LEAST_RANGE,
    15 * MIN,
    15 * MIN,
    15 * MIN,
    15 * MIN,
  ]);
  expect(['1763980000000', 'soon', '5', undefined].map(parseMoment)).toEqual([
    1_763_980_000_000,
    null,
    null,
    null,
  ]);
});
