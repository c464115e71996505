import { onBeforeUnmount } from 'vue';
import { useI18n } from 'vue-i18n';
import { useActions, type Action } from '../stores/actions.js';

/** Offers these actions while the component is there. */
export function usePageActions(actions: () => readonly Action[]): void {
  const store = useActions();
  const owner = Symbol('actions');
  store.provide(owner, actions);
  onBeforeUnmount(() => {
    store.withdraw(owner);
  });
}

/** Esc undoes something of this page before it undoes the last zoom, while there is something. */
export function usePageEscape(isDue: () => boolean, run: () => void): void {
  const { t } = useI18n();
  usePageActions(() =>
    isDue()
      ? [{ id: 'page-escape', title: t('actions.escape'), group: 'page', keys: ['Esc'], hidden: true, run }]
      : [],
  );
}
