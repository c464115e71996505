import { expect, it } from 'vitest';
import { placeEvents } from '../../../../../src-renderer/features/overview/tape.js';

const place = (...at: [number, number][]): string[] =>
  placeEvents(
    at.map(([x, width]) => ({ at: x, width })),
    0,
    500,
  ).map((p) => `${p.lane.toString()} ${p.words}`);

it('words stand right of their mark, left at the end, and never run over another', () => {
  expect(place([100, 80], [300, 80])).toEqual(['0 right', '0 right']);
  expect(place([450, 80])).toEqual(['0 left']);
  // the older one's words would cross the newer mark; there is room at its left
  expect(place([100, 80], [150, 80])).toEqual(['0 left', '0 right']);
  // nowhere: the mark stays, its words go
  expect(place([40, 80], [90, 300])).toEqual(['0 none', '0 right']);
});

it('marks in the same place take a lane each', () => {
  expect(place([200, 80], [203, 80])).toEqual(['0 right', '1 right']);
  const many = place([470, 60], [474, 60], [478, 60]);
  expect(many.map((p) => p[0])).toEqual(['0', '1', '0']);
  expect(many.filter((p) => p.endsWith('right'))).toEqual([]);
});
