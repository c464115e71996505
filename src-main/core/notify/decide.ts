import type { Annotation } from '../../../shared/model/annotation.js';
import type { TargetNotice } from '../../../shared/model/ports.js';

/** What was told of one target. */
export interface Told {
  /** Epoch ms of the newest notice that it is down; a flapping app is told of once in a while. */
  downAtMs: number;
  /** Since when it has been down, epoch ms; null = it is up, or nobody was told that it is not. */
  downSinceMs: number | null;
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
): { notice: TargetNotice | null; told: Told | null } {
  const { targetId, kind, tMs, data } = annotation;
  if (target === null) return { notice: null, told: null };
  const silent = { notice: null, told };
  if (!target.enabled) return silent;
  const name = target.name;
  if (kind === 'down') {
    if (told !== null && nowMs - told.downAtMs < QUIET_MS) return silent;
    const reason = String(data['reason'] ?? '');
    return {
      notice: {
        targetId,
        title: name,
        code: 'TARGET_DOWN',
        params: { name, reason },
        message: reason === '' ? 'Down.' : `Down: ${reason}`,
      },
      told: { downAtMs: nowMs, downSinceMs: tMs },
    };
  }
  if (kind !== 'up' || told?.downSinceMs == null) return silent;
  const seconds = Math.max(0, Math.round((tMs - told.downSinceMs) / 1000));
  return {
    notice: {
      targetId,
      title: name,
      code: 'TARGET_UP',
      params: { name, seconds },
      message: `Answers again, after ${lengthOf(seconds)}.`,
    },
    told: { ...told, downSinceMs: null },
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
