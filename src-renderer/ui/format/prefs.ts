import { ref } from 'vue';

/**
 * How this person wants figures and times written; set from the settings. Read inside the formatters, so that
 * whatever was computed with them is written anew when one changes.
 */

/** 1000: kB, MB; 1024: KiB, MiB. */
export const bytesBase = ref<1000 | 1024>(1000);

/** IANA name; null = the zone of this computer. */
export const timeZone = ref<string | null>(null);

/** Rows of two lines in lists, px. */
export const rowHeight = ref(40);

export function setTimeZone(name: string): void {
  if (name === 'local') timeZone.value = null;
  else timeZone.value = name;
}

/** Rows of 40 and 24 px, or 34 and 20; CSS reads the same from `data-density`. */
export function setDensity(density: 'calm' | 'compact'): void {
  rowHeight.value = density === 'compact' ? 34 : 40;
  document.documentElement.dataset['density'] = density;
}
