import type { SourceKind, Target } from '../../../shared/model/target.js';
import { lowerBound, type SeriesView } from '../../stores/columns.js';

/** The sources that say what HTTP, goroutines and GC do by class. */
export const EXPOSITIONS: readonly SourceKind[] = ['gopherscope', 'prometheus'];

/**
 * When those sources of a target that say something last answered, epoch ms, if none of them does now; else Infinity.
 * An expression that looks back, as a rate over a minute, goes on for as long after its samples have ended, and says
 * less and less of the truth. `kinds` undefined = all.
 */
export function endOf(
  { enabled, sources }: Pick<Target, 'enabled' | 'sources'>,
  kinds?: readonly SourceKind[],
): number {
  const telling = sources.filter(({ kind }) => kinds?.includes(kind) ?? true);
  if (enabled && telling.some(({ state }) => state === 'up' || state === 'unknown')) return Infinity;
  const last = telling.flatMap(({ lastAnswer }) => (lastAnswer === null ? [] : [Date.parse(lastAnswer)]));
  return last.length === 0 ? Infinity : Math.max(...last);
}

/** What there is of series up to a moment. */
export function upTo(list: SeriesView[], end: number): SeriesView[] {
  if (end === Infinity) return list;
  return list.map(({ labels, t, v }) => {
    const length = lowerBound(t, t.length, end + 0.5);
    return { labels, t: t.subarray(0, length), v: v.subarray(0, length) };
  });
}
