import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { SettingChange, SettingKey, SettingsView, SettingValue } from '../../shared/model/settings.js';
import { toApiError, type ApiError } from '../api/errors.js';
import { useSession } from './session.js';
import { useStream } from './stream.js';

/** The value of a key in the settings as they came. */
export function valueAt(values: object, key: SettingKey): SettingValue {
  const [section = '', name = ''] = key.split('.');
  const part = (values as Record<string, Record<string, SettingValue> | undefined>)[section];
  return part?.[name] ?? '';
}

/** The settings of the file, whoever changed it: this page, another one, or an editor. */
export const useSettings = defineStore('settings', () => {
  const session = useSession();
  const stream = useStream();
  const view = shallowRef<SettingsView | null>(null);
  const error = shallowRef<ApiError | null>(null);
  /** What was changed from this page and can be taken back, newest last. */
  const undos = ref<(SettingChange & { now: SettingValue })[]>([]);
  /** When the first of these changes was made, ms. */
  const since = ref<number | null>(null);

  function take(next: SettingsView): void {
    view.value = next;
    // what was changed elsewhere since is no longer ours to take back
    undos.value = undos.value.filter((c) => valueAt(next.values, c.key as SettingKey) === c.now);
    if (undos.value.length === 0) since.value = null;
    error.value = null;
  }

  async function load(): Promise<void> {
    try {
      take(await session.api().settings.get());
    } catch (e) {
      error.value = toApiError(e);
    }
  }
  stream.on('settings', (event) => {
    take(event.payload as SettingsView);
  });
  stream.onOpen(load);

  /** Rejects with the core's reason; what was shown before stays in force. */
  async function change(key: SettingKey, value: SettingValue | null): Promise<void> {
    const before = view.value;
    const next = await session.api().settings.change({ changes: [{ key, value }] });
    if (before) {
      const old = valueAt(before.values, key);
      const standard = valueAt(before.defaults, key);
      // the oldest value of a key is what undo goes back to
      if (!undos.value.some((c) => c.key === key))
        undos.value = [...undos.value, { key, value: old === standard ? null : old, now: old }];
      const made = valueAt(next.values, key);
      undos.value = undos.value.map((c) => (c.key === key ? { ...c, now: made } : c));
      since.value ??= Date.now();
    }
    take(next);
  }

  async function undo(): Promise<void> {
    const changes = undos.value.map(({ key, value }) => ({ key, value }));
    if (changes.length === 0) return;
    const next = await session.api().settings.change({ changes });
    undos.value = [];
    take(next);
  }

  const values = computed(() => view.value?.values ?? null);
  return { view, values, error, undos, since, change, undo, retry: load };
});

export { toApiError } from '../api/errors.js';
