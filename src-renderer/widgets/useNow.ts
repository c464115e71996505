import { onScopeDispose, readonly, ref, watch, type Ref } from 'vue';
import { useView } from '../stores/view.js';

/** The core's clock, read every `everyMs`. A hidden page has no timer; shown again it reads at once. */
export function useNow(everyMs: number): Readonly<Ref<number>> {
  const view = useView();
  const now = ref(view.now());
  let timer: ReturnType<typeof setInterval> | undefined;
  const read = (): void => {
    now.value = view.now();
  };
  watch(
    () => view.hidden,
    (hidden) => {
      clearInterval(timer);
      if (hidden) return;
      read();
      timer = setInterval(read, everyMs);
    },
    { immediate: true },
  );
  onScopeDispose(() => {
    clearInterval(timer);
  });
  return readonly(now);
}
