import { onBeforeUnmount } from 'vue';
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
