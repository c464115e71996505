import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import type { DiscoveredProcess } from '../../shared/model/discover.js';
import { useSession } from './session.js';

/** Go programs on this machine. A core that cannot look says so by failing: then there is nothing to show. */
export const useDiscover = defineStore('discover', () => {
  const session = useSession();
  const items = shallowRef<DiscoveredProcess[]>([]);
  const looking = ref(false);

  async function look(): Promise<void> {
    looking.value = true;
    try {
      items.value = (await session.api().discover.list()).items;
    } catch {
      items.value = [];
    }
    looking.value = false;
  }

  return { items, looking, look };
});
