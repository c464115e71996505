import type { Failure } from '../../../shared/base/result.js';
import type { Health } from '../../../shared/model/target.js';

/** Polls in a row without an answer of the sources asked most often that make a target down, whatever the cause. */
const MISSES_TO_DOWN = 3;

export interface SourceHealth {
  id: string;
  /** The local process answers for the system, not for the app. */
  speaksForApp: boolean;
  idle: boolean;
  intervalMs: number;
  polls: number;
  misses: number;
  lastError: Failure | null;
}

export interface Judgement {
  health: Health;
  /** Why it is down, or what fails of it. */
  error: Failure | null;
  /** Some sources answer and these do not. */
  failing: SourceHealth[];
}

/**
 * A target's health from its sources': up while one that speaks for the app answers. Once none does, the most
 * often asked one decides: a source that is asked every 10 s must not put the verdict off by half a minute.
 */
export function judge(sources: readonly SourceHealth[]): Judgement {
  const asked = sources.filter((source) => source.speaksForApp && !source.idle);
  const judged = asked.length > 0 ? asked : sources.filter((source) => !source.idle);
  const polled = judged.filter((source) => source.polls > 0);
  if (polled.length === 0) return { health: 'unknown', error: null, failing: [] };
  const answering = polled.filter((source) => source.misses === 0);
  const failing = sources.filter((source) => !source.idle && source.misses > 0);
  if (answering.length > 0) return { health: 'up', error: null, failing };
  const error = polled[0]?.lastError ?? null;
  // A slow source need not miss three times of its own: that would take half a minute at ten seconds.
  const shortest = Math.min(...polled.map(({ intervalMs }) => intervalMs));
  const down = polled.every(
    ({ misses, intervalMs }) => misses >= Math.ceil((MISSES_TO_DOWN * shortest) / intervalMs),
  );
  return { health: down ? 'down' : 'unknown', error, failing };
}
