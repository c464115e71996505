import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { Annotation } from '../../shared/model/annotation.js';
import { useSession } from './session.js';
import { useStream } from './stream.js';
import { useView } from './view.js';

const KEPT_MS = 2 * 60 * 60_000;
const MOST = 2000;

/** What happened: every marker and the strip of the overview read only this. */
export const useAnnotations = defineStore('annotations', () => {
  const session = useSession();
  const stream = useStream();
  const view = useView();
  const byId = shallowRef(new Map<string, Annotation>());

  function put(items: readonly Annotation[]): void {
    const oldest = view.now() - KEPT_MS;
    const all = new Map(byId.value);
    for (const item of items) all.set(item.id, item);
    const kept = [...all.values()].filter((a) => (a.endMs ?? a.tMs) >= oldest);
    kept.sort((a, b) => a.tMs - b.tMs);
    byId.value = new Map(kept.slice(-MOST).map((a) => [a.id, a]));
  }

  stream.on('annotations', (event) => {
    put((event.payload as { items: Annotation[] }).items);
  });
  stream.onOpen(async () => {
    try {
      const { items } = await session.api().annotations.list({ start: view.now() - KEPT_MS });
      put(items);
    } catch {
      // markers are a help, not the picture: the stream brings new ones
    }
  });

  const all = computed(() => [...byId.value.values()]);
  return { all, of: (targetId: string): Annotation[] => all.value.filter((a) => a.targetId === targetId) };
});
