import { onBeforeUnmount } from 'vue';
import { useActions, type Action } from '../stores/actions.js';

/** Offers these actions while the component is there. `owner` is unique in the window. */
export function usePageActions(owner: string, actions: () => readonly Action[]): void {
  const store = useActions();
  store.provide(owner, actions);
  onBeforeUnmount(() => {
    store.withdraw(owner);
  });
}
