import type { SeriesView } from '../../../stores/columns.js';

/** Quiet lines past these say nothing more. */
const MOST_QUIET = 12;

/** Mean of the newest fifth: one failure of ten seconds ago still counts, one of long ago does not. */
function recent({ v }: SeriesView): number {
  const part = v.subarray(Math.floor(v.length * 0.8));
  let sum = 0;
  for (const x of part) if (x > 0) sum += x;
  return part.length === 0 ? 0 : sum / part.length;
}

export interface WorstRatios {
  worst: SeriesView[];
  quiet: SeriesView[];
  /** Routes with a failure that have no line with a name. */
  others: number;
}

/** Of the routes that failed in the window, `most` of those that fail most now; the others drawn quietly. */
export function worstRatios(list: readonly SeriesView[], most: number): WorstRatios {
  const failed = list.filter(({ v }) => v.some((x) => x > 0));
  const score = new Map(failed.map((s) => [s, recent(s)]));
  const order = failed.sort((a, b) => (score.get(b) ?? 0) - (score.get(a) ?? 0));
  return {
    worst: order.slice(0, most),
    quiet: order.slice(most, most + MOST_QUIET),
    others: Math.max(0, order.length - most),
  };
}
