import { Maximize2, Minimize2 } from '@lucide/vue';
import { ref, type Ref } from 'vue';
import { useI18n } from 'vue-i18n';
import type { Action } from '../../stores/actions.js';
import { usePageActions } from '../../widgets/usePageActions.js';

/** One panel over the whole sheet: by its number, from the palette, and back with Esc. */
export function usePanelKeys(panels: () => readonly { id: string; title: string }[]): {
  /** Index of the panel that is alone; null = all are there. */
  full: Ref<number | null>;
  toggle: (index: number) => void;
} {
  const { t } = useI18n();
  const full = ref<number | null>(null);
  const toggle = (index: number): void => {
    full.value = full.value === index ? null : index;
  };
  const back = (): Action => ({
    id: 'panel-back',
    title: t('panel.back'),
    group: 'page',
    icon: Minimize2,
    keys: ['Esc'],
    run: () => (full.value = null),
  });
  usePageActions(() => [
    ...(full.value === null ? [] : [back()]),
    ...panels().map(({ id, title }, i): Action => ({
      id: `panel-${id}`,
      title: t('actions.panel', { name: title }),
      group: 'page',
      icon: Maximize2,
      keys: [String(i + 1)],
      run: () => {
        toggle(i);
      },
    })),
  ]);
  return { full, toggle };
}
