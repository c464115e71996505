import { LEAST_RANGE, MOST_RANGE } from '../../stores/view.js';

/** Times in epoch ms. */
export interface Span {
  from: number;
  to: number;
}

/** What the pointer took hold of. */
export type Grip = 'from' | 'to' | 'middle' | 'new';

const MINUTE = 60_000;
const LENGTHS = [5, 15, 30, 60].map((m) => m * MINUTE);

/**
 * How far back the ruler reaches: as much as memory holds and no more, in steps, so that its ticks stand
 * still; never less than the window it has to bracket.
 */
export function rulerSpan(keptMs: number, rangeMs: number, reachMs: number): number {
  const needed = Math.min(MOST_RANGE, Math.max(keptMs, rangeMs, reachMs));
  return LENGTHS.find((l) => l >= needed) ?? MOST_RANGE;
}

const clamp = (v: number, lo: number, hi: number): number => Math.min(hi, Math.max(lo, v));

/** The window after the pointer went from `at` to `to`. Stays within `all`, never shorter than can be shown. */
export function dragged(grip: Grip, start: Span, at: number, to: number, all: Span): Span {
  const by = to - at;
  switch (grip) {
    case 'from':
      return { from: clamp(start.from + by, all.from, start.to - LEAST_RANGE), to: start.to };
    case 'to':
      return { from: start.from, to: clamp(start.to + by, start.from + LEAST_RANGE, all.to) };
    case 'middle': {
      const moved = clamp(by, all.from - start.from, all.to - start.to);
      return { from: start.from + moved, to: start.to + moved };
    }
    case 'new': {
      const from = clamp(Math.min(at, to), all.from, all.to - LEAST_RANGE);
      return { from, to: clamp(Math.max(at, to), from + LEAST_RANGE, all.to) };
    }
  }
}

/** One notch zooms by a fifth around the pointer; a window that ends now stays at now. */
export function wheeled(start: Span, at: number, delta: number, all: Span): Span {
  const factor = delta > 0 ? 1.25 : 0.8;
  const length = clamp((start.to - start.from) * factor, LEAST_RANGE, all.to - all.from);
  if (all.to - start.to < 2500) return { from: all.to - length, to: all.to };
  const share = clamp((at - start.from) / (start.to - start.from), 0, 1);
  const from = clamp(at - share * length, all.from, all.to - length);
  return { from, to: from + length };
}
