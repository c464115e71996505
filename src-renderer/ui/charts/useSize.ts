import { onBeforeUnmount, shallowRef, watch, type Ref, type ShallowRef } from 'vue';

export interface Size {
  width: number;
  height: number;
}

/** Size of an element in whole CSS pixels; {0, 0} until it is laid out. */
export function useSize(element: Ref<HTMLElement | null>): ShallowRef<Size> {
  const size = shallowRef<Size>({ width: 0, height: 0 });
  const observer = new ResizeObserver((entries) => {
    const box = entries[0]?.contentRect;
    if (!box) return;
    const next = { width: Math.floor(box.width), height: Math.floor(box.height) };
    if (next.width !== size.value.width || next.height !== size.value.height) size.value = next;
  });
  // the element may come later, and go: a panel shows its picture once there is data
  watch(
    element,
    (now, before) => {
      if (before) observer.unobserve(before);
      if (now) observer.observe(now);
    },
    { flush: 'post', immediate: true },
  );
  onBeforeUnmount(() => {
    observer.disconnect();
  });
  return size;
}
