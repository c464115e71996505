import { useActions, type Action } from '../stores/actions.js';
import { useDialogs } from '../stores/dialogs.js';
import { isChord, keyName } from './keys.js';

/** The second of two keys has this long. */
const CHORD_MS = 1000;

function typing(event: KeyboardEvent): boolean {
  const el = event.target;
  return el instanceof HTMLElement && (el.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(el.tagName));
}

/** A field with text undoes its own; an empty one has nothing to. */
const emptyField = (event: KeyboardEvent): boolean =>
  event.target instanceof HTMLInputElement && event.target.value === '';

/** Space and Enter belong to the control in focus; plain keys to a field that is typed in. */
function taken(event: KeyboardEvent, name: string): boolean {
  if (typing(event)) {
    if (name === 'Ctrl Z') return !emptyField(event);
    return !name.startsWith('Ctrl ') || /^Ctrl [ACVXY]$/.test(name);
  }
  if (name !== 'Space' && name !== '↵') return false;
  const el = event.target;
  return el instanceof HTMLElement && el.closest('button, a, [role=row], [role=menuitem]') !== null;
}

/** Runs the action whose keys were pressed. Returns what stops it. */
export function listenToKeys(): () => void {
  const dialogs = useDialogs();
  const actions = useActions();
  let first = '';
  let firstAt = 0;

  const find = (keys: string): Action | undefined => actions.all.find((a) => a.keys?.includes(keys));

  const onKey = (event: KeyboardEvent): void => {
    // An open menu has every key to itself: Esc closes it, letters go to an item.
    const floating = document.querySelector('#floats [data-state=open]') !== null;
    if (event.defaultPrevented || dialogs.open || floating) return;
    const name = keyName(event);
    if (taken(event, name)) return;
    const chord = Date.now() - firstAt < CHORD_MS ? find(`${first} ${name}`) : undefined;
    first = '';
    firstAt = 0;
    const action = chord ?? find(name);
    if (action) {
      event.preventDefault();
      action.run();
      return;
    }
    if (actions.all.some((a) => a.keys?.some((k) => isChord(k) && k.startsWith(`${name} `)))) {
      first = name;
      firstAt = Date.now();
    }
  };
  window.addEventListener('keydown', onKey);
  return () => {
    window.removeEventListener('keydown', onKey);
  };
}
