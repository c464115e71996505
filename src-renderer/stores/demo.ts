import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { Demo, DemoFaultId } from '../../shared/model/demo.js';
import { useSession } from './session.js';
import { useStream } from './stream.js';

/** The demo shop: where it stands, and its switches. Calls reject with the core's reason. */
export const useDemo = defineStore('demo', () => {
  const session = useSession();
  const stream = useStream();
  /** null = not yet asked, or a core that cannot say. */
  const now = shallowRef<Demo | null>(null);

  stream.on('demo', (event) => {
    now.value = event.payload as Demo;
  });

  stream.onOpen(async () => {
    try {
      now.value = await session.api().demo.get();
    } catch {
      // the stream tells once something changes
    }
  });

  async function start(): Promise<void> {
    now.value = await session.api().demo.start();
  }
  async function stop(): Promise<void> {
    now.value = await session.api().demo.stop();
  }
  async function fault(id: DemoFaultId, on: boolean): Promise<void> {
    now.value = await session.api().demo.fault({ id, on });
  }
  return { now, start, stop, fault };
});
