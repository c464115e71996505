import type { Router } from 'vue-router';
import { useDialogs } from '../stores/dialogs.js';
import { useToasts } from '../stores/toasts.js';
import { useView } from '../stores/view.js';

const CHORD_MS = 1000;

function typing(event: KeyboardEvent): boolean {
  const el = event.target;
  return el instanceof HTMLElement && (el.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(el.tagName));
}

/** A field with text undoes its own; an empty one, such as first run offers once all is removed, has nothing to. */
function editing(event: KeyboardEvent): boolean {
  const el = event.target;
  return typing(event) && !(el instanceof HTMLInputElement && el.value === '');
}

/** Keys of the whole window; a page's own keys listen for themselves. Returns what stops it. */
export function listenToKeys(router: Router): () => void {
  const dialogs = useDialogs();
  const view = useView();
  const toasts = useToasts();
  let chord = 0;

  const onKey = (event: KeyboardEvent): void => {
    if (event.defaultPrevented) return;
    const open = dialogs.add !== null || dialogs.keys;
    if ((event.ctrlKey || event.metaKey) && event.key === 'z' && !editing(event)) {
      if (toasts.undoLast()) event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event) || open) return;
    if (Date.now() - chord < CHORD_MS) {
      chord = 0;
      if (event.key === 'o') {
        event.preventDefault();
        void router.push('/');
      }
      return;
    }
    const onControl =
      event.target instanceof HTMLElement && event.target.closest('button, a, [role=row]') !== null;
    switch (event.key) {
      case 'g':
        chord = Date.now();
        return;
      case 'a':
      case 'A':
        dialogs.add = { url: '' };
        break;
      case '?':
        dialogs.keys = true;
        break;
      case 'p':
        view.paused = !view.paused;
        break;
      case ' ':
        if (onControl) return;
        view.paused = !view.paused;
        break;
      default:
        return;
    }
    event.preventDefault();
  };
  window.addEventListener('keydown', onKey);
  return () => {
    window.removeEventListener('keydown', onKey);
  };
}
