import { computed, type WritableComputedRef, type ComputedRef } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import type { SortKey } from './arrange.js';
import type { Show } from './rows.js';

export interface Arrangement {
  typed: WritableComputedRef<string>;
  show: WritableComputedRef<Show>;
  /** Label that groups; empty = none. */
  group: WritableComputedRef<string>;
  sort: ComputedRef<SortKey>;
  descending: ComputedRef<boolean>;
  /** By this column; the same again turns it round. */
  sortBy: (key: SortKey) => void;
  /** Esc: what was typed first, then which targets. */
  clear: () => void;
}

const SHOWS: readonly Show[] = ['all', 'attention', 'down'];
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** How the table is arranged belongs to the address: `?q=&show=&group=&sort=-ov-cpu`. */
export function useArrangement(): Arrangement {
  const route = useRoute();
  const router = useRouter();

  function set(changes: Record<string, string>): void {
    const query = { ...route.query, ...changes };
    const kept = Object.entries(query).filter(([, value]) => value !== '');
    void router.replace({ query: Object.fromEntries(kept) });
  }

  const typed = computed({
    get: () => text(route.query['q']),
    set: (q) => {
      set({ q });
    },
  });
  const show = computed<Show>({
    get: () => SHOWS.find((s) => s === route.query['show']) ?? 'all',
    set: (s) => {
      set({ show: s === 'all' ? '' : s });
    },
  });
  const group = computed({
    get: () => text(route.query['group']),
    set: (name) => {
      set({ group: name });
    },
  });
  const sorted = computed(() => text(route.query['sort']));
  const sort = computed(() => sorted.value.replace(/^-/, '') || 'problem');
  const descending = computed(() => sorted.value === '' || sorted.value.startsWith('-'));

  function sortBy(key: SortKey): void {
    // figures and problems start with the most, names with the first
    const down = key === sort.value ? !descending.value : key !== 'name';
    set({ sort: key === 'problem' && down ? '' : `${down ? '-' : ''}${key}` });
  }
  function clear(): void {
    if (typed.value !== '') typed.value = '';
    else show.value = 'all';
  }
  return { typed, show, group, sort, descending, sortBy, clear };
}
