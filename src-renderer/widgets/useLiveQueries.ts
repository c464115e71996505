import { onBeforeUnmount, watch } from 'vue';
import { useLive, type LiveQuery } from '../stores/live.js';

/** Keeps these expressions live while the component is there. `owner` is unique in the window. */
export function useLiveQueries(owner: string, queries: () => LiveQuery[]): ReturnType<typeof useLive> {
  const live = useLive();
  watch(
    queries,
    (list) => {
      live.register(owner, list);
    },
    { immediate: true },
  );
  onBeforeUnmount(() => {
    live.release(owner);
  });
  return live;
}
