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
  /** For "copy details". */
  details: string | null;
  /** One more thing to do, in a word or two; the toast closes then. */
  action?: { label: string; run: () => void };
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

  /** Something under way: its words change until it is closed. */
  function running(title: string, body: string, action: { label: string; run: () => void }): number {
    return push({ kind: 'info', title, body, until: null, undo: null, details: null, action });
  }
  function say(id: number, body: string): void {
    list.value = list.value.map((t) => (t.id === id ? { ...t, body } : t));
  }
  /** As {@link done}, with something to do next. */
  function offer(title: string, body: string, action: { label: string; run: () => void }): number {
    return push({
      kind: 'done',
      title,
      body,
      until: Date.now() + UNDO_MS,
      undo: null,
      details: null,
      action,
    });
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

  return { list, close, done, undoable, failed, running, say, offer, undo, undoLast };
});
