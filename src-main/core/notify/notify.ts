import type { Annotation } from '../../../shared/model/annotation.js';
import type { Notifier } from '../../../shared/model/ports.js';
import { decide, type Told, type Watched } from './decide.js';

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
  now: () => number,
): () => void {
  const memory = new Map<string, Told>();
  return happenings.onAdd((annotation) => {
    const { targetId } = annotation;
    const watched = targets.watchedAs(targetId) ?? null;
    const { notice, told } = decide(annotation, watched, memory.get(targetId) ?? null, now());
    if (told === null) memory.delete(targetId);
    else memory.set(targetId, told);
    if (notice !== null) notifier.notify(notice);
  });
}
