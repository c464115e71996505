import { defineStore } from 'pinia';
import { shallowRef, watch } from 'vue';
import type { MetricFamily } from '../../shared/model/metric-family.js';
import { toApiError, type ApiError } from '../api/errors.js';
import { useSession } from './session.js';
import { useStream } from './stream.js';
import { useView } from './view.js';

/** A new name shows within this time; the list itself is cheap but not free for the core. */
const AGAIN_MS = 15_000;

/** What the target now shown says, by metric name. */
export const useFamilies = defineStore('families', () => {
  const session = useSession();
  const stream = useStream();
  const view = useView();
  const targetId = shallowRef<string | null>(null);
  /** null = not yet answered. */
  const items = shallowRef<MetricFamily[] | null>(null);
  const error = shallowRef<ApiError | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function ask(): Promise<void> {
    clearTimeout(timer);
    const id = targetId.value;
    if (id === null || view.hidden) return;
    try {
      const answer = await session.api().metrics.families({ target: id });
      if (id !== targetId.value) return;
      items.value = answer.items;
      error.value = null;
    } catch (e) {
      if (id !== targetId.value) return;
      error.value = toApiError(e);
    }
    timer = setTimeout(() => void ask(), AGAIN_MS);
  }

  function follow(id: string | null): void {
    if (id === targetId.value) return;
    targetId.value = id;
    items.value = null;
    error.value = null;
    void ask();
  }
  watch(
    () => [view.hidden, stream.state],
    () => {
      if (stream.state === 'open') void ask();
    },
  );

  return { targetId, items, error, follow, retry: ask };
});
