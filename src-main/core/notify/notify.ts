import type { Annotation } from '../../../shared/model/annotation.js';
import type { Clock, Notifier } from '../../../shared/model/ports.js';
import { decide, decideLater, laterMs, type Decision, type Told, type Watched } from './decide.js';

interface Happenings {
  onAdd(listener: (annotation: Annotation) => void): () => void;
}
interface Targets {
  /** Undefined when there is none of that id: it was removed. */
  watchedAs(targetId: string): Watched | undefined;
}

/** Tells the notifier of targets that go down and come back, from now on. Returns what stops it. */
export function notifyOfTargets(
  happenings: Happenings,
  targets: Targets,
  notifier: Notifier,
  clock: Pick<Clock, 'now' | 'after'>,
): () => void {
  const memory = new Map<string, Told>();
  const timers = new Map<string, () => void>();

  const carryOut = (targetId: string, { notice, told }: Decision): void => {
    if (told === null) memory.delete(targetId);
    else memory.set(targetId, told);
    timers.get(targetId)?.();
    timers.delete(targetId);
    const wait = laterMs(told, clock.now());
    if (wait !== null)
      timers.set(
        targetId,
        clock.after(wait, () => {
          lookAgain(targetId);
        }),
      );
    if (notice !== null) notifier.notify(notice);
  };
  const lookAgain = (targetId: string): void => {
    const watched = targets.watchedAs(targetId) ?? null;
    carryOut(targetId, decideLater(targetId, watched, memory.get(targetId) ?? null, clock.now()));
  };
  const stop = happenings.onAdd((annotation) => {
    const { targetId } = annotation;
    const watched = targets.watchedAs(targetId) ?? null;
    carryOut(targetId, decide(annotation, watched, memory.get(targetId) ?? null, clock.now()));
  });
  return () => {
    stop();
    for (const cancel of timers.values()) cancel();
    timers.clear();
  };
}
