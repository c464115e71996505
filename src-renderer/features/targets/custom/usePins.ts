import { computed, ref, type ComputedRef } from 'vue';

const KEY = 'gopherscope.pins';

/** Names that stay first, by target; kept in this browser. */
function kept(): Record<string, string[]> {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    return typeof value === 'object' && value !== null ? (value as Record<string, string[]>) : {};
  } catch {
    return {};
  }
}

const pins = ref<Record<string, string[]>>(kept());

export function usePins(targetId: () => string): {
  all: ComputedRef<ReadonlySet<string>>;
  toggle: (name: string) => void;
} {
  const all = computed(() => {
    const names: unknown = pins.value[targetId()];
    return new Set(Array.isArray(names) ? names.filter((n) => typeof n === 'string') : []);
  });
  function toggle(name: string): void {
    const next = new Set(all.value);
    if (!next.delete(name)) next.add(name);
    pins.value = { ...pins.value, [targetId()]: [...next] };
    try {
      localStorage.setItem(KEY, JSON.stringify(pins.value));
    } catch {
      // kept for this page only
    }
  }
  return { all, toggle };
}
