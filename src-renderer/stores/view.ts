import { defineStore } from 'pinia';
import { ref } from 'vue';

/** Minutes that can be chosen; memory holds an hour. */
export const RANGES = [1, 5, 15, 30, 60] as const;
export const DEFAULT_RANGE = 15;

/** `15m` of the address → minutes; anything we do not offer is the default. */
export function parseRange(text: unknown): number {
  const match = typeof text === 'string' ? /^(\d{1,3})m$/.exec(text) : null;
  const minutes = Number(match?.[1]);
  return RANGES.find((m) => m === minutes) ?? DEFAULT_RANGE;
}

/**
 * The range while nobody chose one: as much as there is to see, so that a target added a minute ago does not
 * stand in the corner of an empty quarter of an hour.
 */
export function fittingRange(ageMs: number): number {
  if (ageMs < 55_000) return 1;
  return ageMs < 5 * 60_000 ? 5 : DEFAULT_RANGE;
}

/** What the whole window looks at: one range, live or paused. */
export const useView = defineStore('view', () => {
  const minutes = ref<number>(DEFAULT_RANGE);
  /** The address names no range: it follows what there is to see. */
  const auto = ref(true);
  const paused = ref(false);
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

  return { minutes, auto, paused, hidden, skew, noteClock, now: (): number => Date.now() + skew.value };
});
