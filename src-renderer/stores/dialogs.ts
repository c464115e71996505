import { defineStore } from 'pinia';
import { ref } from 'vue';

/** Dialogs any place may open; the shell shows them. */
export const useDialogs = defineStore('dialogs', () => {
  /** Adding a target; `url` is probed at once if it is not empty. */
  const add = ref<{ url: string } | null>(null);
  const keys = ref(false);
  return { add, keys };
});
