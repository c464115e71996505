import { defineStore } from 'pinia';
import { computed, ref } from 'vue';

const MINUTE = 60_000;
/** Ranges of the menu, ms. */
export const RANGES = [1, 5, 15, 30, 60].map((m) => m * MINUTE);
export const DEFAULT_RANGE = 15 * MINUTE;
/** A zoom stops here: a poll a second leaves ten points. */
export const LEAST_RANGE = 10_000;
/** Memory holds an hour. */
export const MOST_RANGE = 60 * MINUTE;

const UNIT_MS: Record<string, number> = { s: 1000, m: MINUTE, h: 60 * MINUTE };

/** `15m`, `90s` or `1h` of the address → ms within what can be shown; anything else is the default. */
export function parseRange(text: unknown): number {
  const match = typeof text === 'string' ? /^(\d{1,5})([smh])$/.exec(text) : null;
  const ms = Number(match?.[1]) * (UNIT_MS[match?.[2] ?? ''] ?? NaN);
  return Number.isFinite(ms) && ms > 0 ? Math.min(MOST_RANGE, Math.max(LEAST_RANGE, ms)) : DEFAULT_RANGE;
}

/** As {@link parseRange} reads it. Whole seconds. */
export function rangeText(ms: number): string {
  const s = Math.round(ms / 1000);
  return s % 60 === 0 ? `${String(s / 60)}m` : `${String(s)}s`;
}

/** Epoch ms of the address; null = live. */
export function parseMoment(text: unknown): number | null {
  const ms = typeof text === 'string' && /^\d{12,14}$/.test(text) ? Number(text) : NaN;
  return Number.isFinite(ms) ? ms : null;
}

/**
 * The range while nobody chose one: as much as there is to see, so that a target added a minute ago does not
 * stand in the corner of an empty quarter of an hour.
 */
export function fittingRange(ageMs: number): number {
  if (ageMs < 55_000) return MINUTE;
  return ageMs < 5 * MINUTE ? 5 * MINUTE : DEFAULT_RANGE;
}

/** What the whole window looks at: one range, live or standing still, alone or beside the time before it. */
export const useView = defineStore('view', () => {
  const rangeMs = ref<number>(DEFAULT_RANGE);
  /** The address names no range: it follows what there is to see. */
  const auto = ref(true);
  /** End of the window while it stands still, epoch ms of the core's clock; null = live. */
  const at = ref<number | null>(null);
  const paused = computed(() => at.value !== null);
  /** The same span just before is drawn behind. */
  const compare = ref(false);
  const hidden = ref(document.visibilityState === 'hidden');
  /** Core's clock minus ours, ms. */
  const skew = ref(0);

  document.addEventListener('visibilitychange', () => {
    hidden.value = document.visibilityState === 'hidden';
  });

  /** A difference below a quarter of a second is travel time, not another clock. */
  function noteClock(coreMs: number): void {
    const difference = coreMs - Date.now();
    skew.value = Math.abs(difference) < 250 ? 0 : difference;
  }

  return {
    rangeMs,
    auto,
    at,
    paused,
    compare,
    hidden,
    skew,
    noteClock,
    now: (): number => Date.now() + skew.value,
  };
});
