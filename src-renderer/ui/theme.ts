import { ref, watch } from 'vue';

export type Theme = 'dark' | 'light';
export type ThemeChoice = Theme | 'system';

const KEY = 'gopherscope.theme';
const system = window.matchMedia('(prefers-color-scheme: light)');

function kept(): ThemeChoice {
  try {
    const value = localStorage.getItem(KEY);
    return value === 'dark' || value === 'light' ? value : 'system';
  } catch {
    return 'system';
  }
}

export const themeChoice = ref<ThemeChoice>(kept());
export const theme = ref<Theme>('dark');

function settle(): void {
  theme.value = themeChoice.value === 'system' ? (system.matches ? 'light' : 'dark') : themeChoice.value;
  document.documentElement.dataset['theme'] = theme.value;
}

/** Follows the system until the user chooses. The choice is a setting; a copy here spares a flash at the start. */
export function installTheme(): void {
  settle();
  system.addEventListener('change', settle);
  watch(
    themeChoice,
    (choice) => {
      settle();
      try {
        if (choice === 'system') localStorage.removeItem(KEY);
        else localStorage.setItem(KEY, choice);
      } catch {
        // kept for this page only
      }
    },
    { flush: 'sync' },
  );
}

let cache: { theme: Theme; values: Map<string, string> } | null = null;

/** The value of a token under the theme in force: `token('series-1')`. For canvas, which knows no variables. */
export function token(name: string): string {
  if (cache?.theme !== theme.value) cache = { theme: theme.value, values: new Map() };
  let value = cache.values.get(name);
  if (value === undefined) {
    value = getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
    cache.values.set(name, value);
  }
  return value;
}
