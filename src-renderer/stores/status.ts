import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import type { CoreStatus } from '../../shared/model/events.js';
import { useSession } from './session.js';
import { useStream } from './stream.js';
import { useView } from './view.js';

/** How the core is; the status bar and the banners read this. */
export const useStatus = defineStore('status', () => {
  const stream = useStream();
  const session = useSession();
  const view = useView();
  const core = shallowRef<CoreStatus | null>(null);
  /** Our own time at which `core` arrived. */
  const at = ref(0);

  function take(status: CoreStatus): void {
    core.value = status;
    at.value = Date.now();
    view.noteClock(status.tMs);
  }

  stream.on('status', (event) => {
    take(event.payload as CoreStatus);
  });
  stream.onOpen(async () => {
    try {
      take(await session.api().session.status());
    } catch {
      // the stream brings the next one
    }
  });

  return { core, at };
});
