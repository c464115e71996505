import { defineStore } from 'pinia';
import { ref } from 'vue';

export type ToastKind = 'done' | 'info' | 'warning' | 'critical';

export interface Toast {
  id: number;
  kind: ToastKind;
  title: string;
  body: string;
  /** Ends by itself at this time; null = stays until closed. */
  until: number | null;
  undo: (() => void) | null;
  /** Something to do about it, by a word on a button. */
  action?: { text: string; run: () => void };
  /** For "copy details". */
  details: string | null;
}

const DONE_MS = 6000;
const UNDO_MS = 10_000;

/** Words that come and go. Texts arrive translated. */
export const useToasts = defineStore('toasts', () => {
  const list = ref<Toast[]>([]);
  let next = 1;

  function push(toast: Omit<Toast, 'id'>): number {
    const id = next;
    next += 1;
    list.value = [...list.value.slice(-3), { ...toast, id }];
    if (toast.until !== null)
      setTimeout(() => {
        close(id);
      }, toast.until - Date.now());
    return id;
  }

  function close(id: number): void {
    list.value = list.value.filter((t) => t.id !== id);
  }

  function done(title: string, body = ''): number {
    return push({ kind: 'done', title, body, until: Date.now() + DONE_MS, undo: null, details: null });
  }

  function undoable(title: string, body: string, undo: () => void): number {
    return push({ kind: 'done', title, body, until: Date.now() + UNDO_MS, undo, details: null });
  }

  function failed(title: string, body: string, details: string): number {
    return push({ kind: 'critical', title, body, until: null, undo: null, details });
  }

  /** Stays until closed: something came of what was begun a while ago. */
  function offer(title: string, body: string, action: NonNullable<Toast['action']>): number {
    return push({ kind: 'info', title, body, until: null, undo: null, details: null, action });
  }

  function undo(id: number): void {
    const toast = list.value.find((t) => t.id === id);
    close(id);
    toast?.undo?.();
  }

  /** Ctrl+Z: takes back what the newest toast offers. */
  function undoLast(): boolean {
    const toast = [...list.value].reverse().find((t) => t.undo !== null);
    if (!toast) return false;
    undo(toast.id);
    return true;
  }

  return { list, close, done, undoable, failed, offer, undo, undoLast };
});
