import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { Capture, CaptureInput, CaptureType } from '../../shared/model/capture.js';
import { useSession } from './session.js';
import { useStream } from './stream.js';

export const isUnderWay = ({ state }: Capture): boolean => state === 'queued' || state === 'running';

/** Captures of all targets: those under way and those that ended, as the stream tells. Calls reject with the core's reason. */
export const useCaptures = defineStore('captures', () => {
  const session = useSession();
  const stream = useStream();
  const byId = shallowRef(new Map<string, Capture>());
  /** Captures this page started, by id, and the address it was started at. */
  const startedHere = new Map<string, string>();
  const hooks: ((capture: Capture) => void)[] = [];

  function put(items: readonly Capture[]): void {
    const map = new Map(byId.value);
    for (const item of items) map.set(item.id, item);
    byId.value = map;
  }
  stream.on('captures', (event) => {
    const { items } = event.payload as { items: Capture[] };
    const ended = items.filter((c) => !isUnderWay(c) && isUnderWay(byId.value.get(c.id) ?? c));
    put(items);
    for (const capture of ended) for (const hook of hooks) hook(capture);
  });

  const types = async (target: string): Promise<CaptureType[]> =>
    (await session.api().captures.types({ id: target })).items;
  /** Resolves with its id once it is queued. */
  async function start(target: string, input: CaptureInput): Promise<string> {
    const { captureId } = await session.api().captures.start({ id: target, ...input });
    put([await session.api().captures.get({ id: captureId })]);
    return captureId;
  }
  async function cancel(id: string): Promise<void> {
    put([await session.api().captures.cancel({ id })]);
  }

  const all = computed(() => [...byId.value.values()]);
  return {
    all,
    of: (target: string): Capture[] => all.value.filter((c) => c.targetId === target),
    get: (id: string): Capture | undefined => byId.value.get(id),
    underWay: computed(() => all.value.filter(isUnderWay)),
    /** Called for each capture that ends while the page looks on. */
    onEnd: (hook: (capture: Capture) => void) => hooks.push(hook),
    startedHere,
    types,
    start,
    cancel,
  };
});
