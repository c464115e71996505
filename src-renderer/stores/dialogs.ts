import { defineStore } from 'pinia';
import { computed, ref } from 'vue';

/** Dialogs any place may open; the shell shows them. */
export const useDialogs = defineStore('dialogs', () => {
  /** Adding a target; `url` is probed at once if it is not empty. */
  const add = ref<{ url: string } | null>(null);
  const keys = ref(false);
  /** What the palette's field holds when it opens; null = closed. */
  const palette = ref<string | null>(null);
  const open = computed(() => add.value !== null || keys.value || palette.value !== null);
  return { add, keys, palette, open };
});
