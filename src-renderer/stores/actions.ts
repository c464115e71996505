import { defineStore } from 'pinia';
import { computed, markRaw, shallowReactive, type Component } from 'vue';

export type ActionGroup = 'page' | 'go' | 'everywhere' | 'targets' | 'time' | 'look';

/** Something a person can do: run by its keys, from the palette, and listed in the sheet of keys. */
export interface Action {
  id: string;
  /** Translated. */
  title: string;
  /** A second fact, translated: "212 MiB", "down 3 min". */
  hint?: string;
  group: ActionGroup;
  icon?: Component;
  /**
   * As the sheet shows them: `G O` one after the other, `Ctrl K` together, `Shift A`. More than one way: a
   * second entry.
   */
  keys?: readonly string[];
  /** Only a key, or only in the palette. */
  hidden?: boolean;
  run: () => void;
}

/**
 * Every action of the window. The shell and the page now shown put theirs here; keys,
 * palette and sheet all read this one list.
 */
export const useActions = defineStore('actions', () => {
  const owners = shallowReactive(new Map<symbol, () => readonly Action[]>());

  function provide(owner: symbol, actions: () => readonly Action[]): void {
    owners.set(owner, markRaw(actions));
  }
  function withdraw(owner: symbol): void {
    owners.delete(owner);
  }
  /** The page's own first, so that its keys win. */
  const all = computed(() => [...owners.values()].reverse().flatMap((list) => list()));

  const run = (id: string): void => all.value.find((a) => a.id === id)?.run();

  return { all, provide, withdraw, run };
});
