import type { Annotation } from '../../../shared/model/annotation.js';
import type { TargetNotice } from '../../../shared/model/ports.js';

/** What was told of one target. */
export interface Told {
  /** Epoch ms of the newest notice that it is down; a flapping app is told of once in a while. */
  downAtMs: number;
  /** Since when it has been down, epoch ms; null = it is up, or nobody was told that it is not. */
  downSinceMs: number | null;
  /** It went down again too soon to be told; told when the quiet minute ends, if it is still down then. */
  unsaid: { sinceMs: number; reason: string } | null;
}

export interface Decision {
  notice: TargetNotice | null;
  told: Told | null;
}

export interface Watched {
  name: string;
  /** False while the user has paused it. */
  enabled: boolean;
}

/** Between two notices that the same target is down. */
export const QUIET_MS = 60_000;

/**
 * Whether what happened is worth a notification: that a watched target went down, with the reason, and that it
 * answers again, with how long it did not; the second only to whom the first was told. Pure: returns what to tell
 * and what to remember of the target.
 */
export function decide(
  annotation: Annotation,
  target: Watched | null,
  told: Told | null,
  nowMs: number,
): Decision {
  const { targetId, kind, tMs, data } = annotation;
  if (target === null) return { notice: null, told: null };
  const silent = { notice: null, told };
  if (!target.enabled) return silent;
  if (kind === 'down') {
    const reason = String(data['reason'] ?? '');
    if (told !== null && nowMs - told.downAtMs < QUIET_MS)
      return { notice: null, told: { ...told, unsaid: { sinceMs: tMs, reason } } };
    return sayDown(targetId, target.name, { sinceMs: tMs, reason }, nowMs);
  }
  if (kind !== 'up' || told === null) return silent;
  if (told.downSinceMs === null) return { notice: null, told: { ...told, unsaid: null } };
  const seconds = Math.max(0, Math.round((tMs - told.downSinceMs) / 1000));
  const { name } = target;
  return {
    notice: {
      targetId,
      title: name,
      code: 'TARGET_UP',
      params: { name, seconds },
      message: `Answers again, after ${lengthOf(seconds)}.`,
    },
    told: { ...told, downSinceMs: null, unsaid: null },
  };
}

/** How long until {@link decideLater} is to be asked, ms; null = there is nothing left to tell. */
export const laterMs = (told: Told | null, nowMs: number): number | null =>
  told?.unsaid == null ? null : Math.min(QUIET_MS, Math.max(0, told.downAtMs + QUIET_MS - nowMs));

/** The quiet minute is over: tells what was kept back, if the target is watched and was not up again since. */
export function decideLater(
  targetId: string,
  target: Watched | null,
  told: Told | null,
  nowMs: number,
): Decision {
  if (target === null) return { notice: null, told: null };
  if (told?.unsaid == null) return { notice: null, told };
  if (!target.enabled) return { notice: null, told: { ...told, unsaid: null } };
  return sayDown(targetId, target.name, told.unsaid, nowMs);
}

function sayDown(
  targetId: string,
  name: string,
  { sinceMs, reason }: NonNullable<Told['unsaid']>,
  nowMs: number,
): Decision {
  return {
    notice: {
      targetId,
      title: name,
      code: 'TARGET_DOWN',
      params: { name, reason },
      message: reason === '' ? 'Down.' : `Down: ${reason}`,
    },
    told: { downAtMs: nowMs, downSinceMs: sinceMs, unsaid: null },
  };
}

/** 45 s, 12 min, 3 h 20 min. */
function lengthOf(seconds: number): string {
  if (seconds < 120) return `${seconds.toString()} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes.toString()} min`;
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60).toString()} h${rest === 0 ? '' : ` ${rest.toString()} min`}`;
}
