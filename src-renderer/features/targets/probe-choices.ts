import type { ProbedSource, SourceInput } from '../../../shared/model/target.js';

/** What the user picks of a probe's result. */
export interface Choice {
  id: string;
  on: boolean;
  intervalSeconds: number;
}

export function startChoices(sources: readonly ProbedSource[]): Choice[] {
  return sources.map(({ id, found, suggested, intervalSeconds }) => ({
    id,
    on: found && suggested,
    intervalSeconds,
  }));
}

/** ms of the app's CPU that one poll takes. */
export const perPoll = (s: ProbedSource): number => s.cost.msPerSecond * s.intervalSeconds;

/** ms of CPU a second at the interval that was picked. */
export const perSecond = (s: ProbedSource, c: Choice | undefined): number =>
  perPoll(s) / Math.max(1, c?.intervalSeconds ?? s.intervalSeconds);

/** Picked sources; an interval only where it is not the default. */
export function chosenSources(sources: readonly ProbedSource[], choices: readonly Choice[]): SourceInput[] {
  return sources.flatMap((s) => {
    const choice = choices.find((c) => c.id === s.id);
    if (!choice?.on) return [];
    const changed = choice.intervalSeconds !== s.intervalSeconds;
    return [{ kind: s.kind, url: s.url, ...(changed ? { intervalSeconds: choice.intervalSeconds } : {}) }];
  });
}
