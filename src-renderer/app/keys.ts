/** Pure: what was pressed, in the words of the key sheet. */

const NAMES: Record<string, string> = {
  ' ': 'Space',
  Escape: 'Esc',
  Enter: '↵',
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Delete: 'Del',
};

export interface Pressed {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

/** `Ctrl K`, `Shift A`, `?`, `Space`; Command counts as Ctrl. A sign that needs Shift is the sign alone. */
export function keyName(event: Pressed): string {
  const named = NAMES[event.key];
  const letter = /^\p{L}$/u.test(event.key);
  const key = named ?? (letter ? event.key.toUpperCase() : event.key);
  const parts = [];
  if (event.ctrlKey || event.metaKey) parts.push('Ctrl');
  if (event.altKey) parts.push('Alt');
  if (event.shiftKey && (letter || named !== undefined)) parts.push('Shift');
  return [...parts, key].join(' ');
}

const MODIFIER = /^(Ctrl|Alt|Shift) /;

/** Two keys one after the other: `G O`. */
export const isChord = (keys: string): boolean => !MODIFIER.test(keys) && keys.includes(' ');
