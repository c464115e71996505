/** Where an event stands on the tape: its lane, and on which side its words are; none where they would not fit. */
export interface Place {
  lane: 0 | 1;
  words: 'right' | 'left' | 'none';
}

/** Half of a mark, and the air around words, px. */
const MARK = 8;
const LANES = [0, 1] as const;

type Span = readonly [number, number];

/**
 * Places marks in two lanes so that no words run over a mark or other words. `events` are ascending in `at` (px);
 * the newest choose first. Words keep between `left` and `right`.
 */
export function placeEvents(
  events: readonly { at: number; width: number }[],
  left: number,
  right: number,
): Place[] {
  const taken: [Span[], Span[]] = [[], []];
  const free = (lane: 0 | 1, [a, b]: Span): boolean => taken[lane].every(([c, d]) => b <= c || a >= d);
  const markOf = (at: number): Span => [at - MARK, at + MARK];
  // every mark stands before any words: of two in one place the second takes the other lane
  const lanes = events.map(({ at }): 0 | 1 => {
    const lane = LANES.find((one) => free(one, markOf(at))) ?? 0;
    taken[lane].push(markOf(at));
    return lane;
  });
  const places = lanes.map((lane): Place => ({ lane, words: 'none' }));
  for (let i = events.length - 1; i >= 0; i -= 1) {
    const [event, place] = [events[i], places[i]];
    if (!event || !place) continue;
    const { at, width } = event;
    const sides = { right: [at + MARK, at + MARK + width], left: [at - MARK - width, at - MARK] } as const;
    for (const side of ['right', 'left'] as const) {
      const span = sides[side];
      if (span[0] < left || span[1] > right || !free(place.lane, span)) continue;
      taken[place.lane].push(span);
      place.words = side;
      break;
    }
  }
  return places;
}
