import { defineStore } from 'pinia';
import { computed, shallowReactive } from 'vue';
import type { Capture, CaptureInput, CaptureType } from '../../shared/model/capture.js';
import { useSession } from './session.js';
import { useStream } from './stream.js';

/** Captures of all targets as the core tells them; those this window began are followed to their end. */
export const useCaptures = defineStore('captures', () => {
  const session = useSession();
  const stream = useStream();
  const all = shallowReactive(new Map<string, Capture>());
  const followed = new Map<string, (capture: Capture) => void>();

  const isOver = ({ state }: Capture): boolean =>
    state === 'done' || state === 'failed' || state === 'cancelled';

  function take(items: readonly Capture[]): void {
    for (const capture of items) {
      all.set(capture.id, capture);
      const told = followed.get(capture.id);
      if (told === undefined || !isOver(capture)) continue;
      followed.delete(capture.id);
      told(capture);
    }
  }

  stream.on('captures', (event) => {
    take((event.payload as { items: Capture[] }).items);
  });
  stream.onOpen(async () => {
    try {
      take((await session.api().captures.list({})).items);
    } catch {
      // the stream tells once something changes
    }
  });

  const types = async (targetId: string): Promise<CaptureType[]> =>
    (await session.api().captures.types({ id: targetId })).items;

  /** Begins a capture; resolves when it is over, however it ended. Rejects when it could not begin. */
  async function capture(targetId: string, input: CaptureInput): Promise<Capture> {
    const { captureId } = await session.api().captures.start({ id: targetId, ...input });
    const known = all.get(captureId);
    if (known !== undefined && isOver(known)) return known;
    const over = new Promise<Capture>((resolve) => followed.set(captureId, resolve));
    take([await session.api().captures.get({ id: captureId })]);
    return over;
  }

  async function cancel(id: string): Promise<void> {
    take([await session.api().captures.cancel({ id })]);
  }

  /** Under way or waiting, oldest first. */
  const running = computed(() => [...all.values()].filter((one) => !isOver(one)));

  return { all, running, types, capture, cancel };
});
