import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import { isAbort, toApiError, type ApiError } from '../../stores/profiles.js';

/** An answer that takes less time is not announced. */
const QUIET_MS = 150;

export interface Asked<T> {
  /** The newest answer; what was there before stays until the next one has come. */
  data: ShallowRef<T | null>;
  error: ShallowRef<ApiError | null>;
  /** True while an answer takes longer than a moment. */
  waiting: Ref<boolean>;
  again: () => void;
}

/** Asks whenever the key changes; an answer that is no longer wanted is dropped, and null asks nothing. */
export function useAsked<T>(key: () => string | null, ask: (signal: AbortSignal) => Promise<T>): Asked<T> {
  const data = shallowRef<T | null>(null);
  const error = shallowRef<ApiError | null>(null);
  const waiting = ref(false);
  let current: AbortController | null = null;

  async function run(): Promise<void> {
    current?.abort();
    const mine = new AbortController();
    current = mine;
    const timer = setTimeout(() => {
      if (current === mine) waiting.value = true;
    }, QUIET_MS);
    try {
      const answer = await ask(mine.signal);
      if (current !== mine) return;
      data.value = answer;
      error.value = null;
    } catch (e) {
      if (current !== mine || isAbort(e)) return;
      data.value = null;
      error.value = toApiError(e);
    } finally {
      clearTimeout(timer);
      if (current === mine) waiting.value = false;
    }
  }
  watch(
    key,
    (now) => {
      if (now !== null) void run();
      else {
        current?.abort();
        current = null;
        data.value = null;
        error.value = null;
        waiting.value = false;
      }
    },
    { immediate: true },
  );
  onScopeDispose(() => {
    current?.abort();
    current = null;
  });
  return { data, error, waiting, again: () => void run() };
}
