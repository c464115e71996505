import { onBeforeUnmount, watch } from 'vue';
import { useLive, type LiveQuery } from '../stores/live.js';

/** Keeps these expressions live while the component is there. */
export function useLiveQueries(queries: () => LiveQuery[]): ReturnType<typeof useLive> {
  const live = useLive();
  const owner = Symbol('live queries');
  // by value: a target's object is new with every word from the core, its expressions are not
  watch(
    () => JSON.stringify(queries()),
    () => {
      live.register(owner, queries());
    },
    { immediate: true },
  );
  onBeforeUnmount(() => {
    live.release(owner);
  });
  return live;
}
