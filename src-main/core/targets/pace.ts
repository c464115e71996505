import type { Failure } from '../../../shared/base/result.js';
import type { SourceRuntime } from './source-runtime.js';

/** CPU a second in ms that is one percent of a core. */
const MS_PER_PERCENT = 10;
/** Of the budget, what heap?debug=1 alone may take. */
const HEAP_SHARE = 0.1;
const LONGEST_MS = 60_000;

/** Stretches intervals so that watching stays within its share of the app's CPU, % of a core. */
export function backOff(sources: readonly SourceRuntime[], budgetPercent: number): void {
  const budget = budgetPercent * MS_PER_PERCENT;
  const unstretched = (source: SourceRuntime): number => source.msPerSecond * source.stretch;
  const total = sources.reduce((sum, source) => sum + unstretched(source), 0);
  for (const source of sources) {
    const heap = source.id.startsWith('pprof-heap');
    const factor = Math.max(total / budget, heap ? unstretched(source) / (HEAP_SHARE * budget) : 0, 1);
    // In half steps, so that a cost that wavers does not move the grid at each poll.
    source.stretch = Math.max(1, Math.min(LONGEST_MS / source.configuredMs, Math.ceil(factor * 2) / 2));
  }
}

/** Why not all of a target is kept, or not as often as asked; null when neither is so. */
export function limitedBy(sources: readonly SourceRuntime[], refused: number, kept: number): Failure | null {
  if (refused > 0) {
    return {
      code: 'SERIES_REFUSED',
      params: { count: refused, kept },
      message: `${refused.toString()} series are past the limits and not kept; ${kept.toString()} are.`,
    };
  }
  const stretched = sources.find((source) => source.stretch > 1);
  if (stretched === undefined) return null;
  const seconds = stretched.intervalMs / 1000;
  return {
    code: 'COST_BACKOFF',
    params: { source: stretched.id, seconds },
    message: `${stretched.id} is asked every ${seconds.toString()} s to keep its cost within the budget.`,
  };
}

/** A source that needs more than half of its interval to answer. */
export function slowest(sources: readonly SourceRuntime[]): Failure | null {
  const slow = sources.find((s) => s.misses === 0 && s.answerMs !== null && s.answerMs > 0.5 * s.intervalMs);
  if (slow?.answerMs == null) return null;
  const seconds = Math.round(slow.answerMs / 100) / 10;
  return {
    code: 'SLOW',
    params: { source: slow.id, seconds, intervalSeconds: slow.intervalMs / 1000 },
    message: `${slow.id} takes ${seconds.toString()} s to answer.`,
  };
}
