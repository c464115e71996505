import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import type { DiscoveredProcess } from '../../shared/model/discover.js';
import type { SourceKind } from '../../shared/model/target.js';
import { useSession } from './session.js';

/** Go programs on this machine. A core that cannot look says so by failing: then there is nothing to show. */
export const useDiscover = defineStore('discover', () => {
  const session = useSession();
  const items = shallowRef<DiscoveredProcess[]>([]);
  const looking = ref(false);
  /** It has answered at least once. */
  const looked = ref(false);
  const processes = ref(0);
  const tookMs = ref(0);

  async function look(): Promise<void> {
    looking.value = true;
    try {
      const answer = await session.api().discover.list();
      items.value = answer.items;
      processes.value = answer.processes;
      tookMs.value = answer.tookMs;
    } catch {
      items.value = [];
    }
    looking.value = false;
    looked.value = true;
  }

  /** What a program answers on, as a target takes it. */
  const sourcesOf = (pid: number): { kind: SourceKind; url: string }[] =>
    items.value.find((p) => p.pid === pid)?.sources ?? [];

  return { items, looking, looked, processes, tookMs, look, sourcesOf };
});
