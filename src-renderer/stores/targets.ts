import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { BearerAuth } from '../../shared/model/auth.js';
import type { ProbeResult, Target, TargetInput } from '../../shared/model/target.js';
import { toApiError, type ApiError } from '../api/errors.js';
import { useSession } from './session.js';
import { useStream } from './stream.js';

interface Delta {
  items: Target[];
  removed?: string[];
}

/** A token as an input of a target has it. */
export const bearer = (token: string): BearerAuth => ({ kind: 'bearer', token });

/** Every target the core watches. Subscribe, snapshot, queue deltas, replay. */
export const useTargets = defineStore('targets', () => {
  const session = useSession();
  const stream = useStream();
  const byId = shallowRef(new Map<string, Target>());
  const loaded = ref(false);
  const error = ref<ApiError | null>(null);
  let queue: Delta[] | null = null;

  function apply(map: Map<string, Target>, delta: Delta): void {
    for (const id of delta.removed ?? []) map.delete(id);
    for (const target of delta.items) map.set(target.id, target);
  }

  async function snapshot(): Promise<void> {
    const mine: Delta[] = [];
    queue = mine;
    try {
      const { items } = await session.api().targets.list();
      if (queue !== mine) return;
      const map = new Map(items.map((t) => [t.id, t]));
      for (const delta of mine) apply(map, delta);
      byId.value = map;
      loaded.value = true;
      error.value = null;
    } catch (e) {
      error.value = toApiError(e);
    }
    if (queue === mine) queue = null;
  }

  stream.on('targets', (event) => {
    const delta = event.payload as Delta;
    queue?.push(delta);
    const map = new Map(byId.value);
    apply(map, delta);
    byId.value = map;
  });
  stream.onOpen(snapshot);

  /** What the core answered is shown at once; the stream will say the same. */
  function put(target: Target): Target {
    byId.value = new Map(byId.value).set(target.id, target);
    return target;
  }

  /** `token` '' = none is shown. */
  const probe = (url: string, token: string, signal: AbortSignal): Promise<ProbeResult> =>
    session.api().targets.probe({ url, ...(token === '' ? {} : { auth: bearer(token) }) }, { signal });
  const add = async (input: TargetInput): Promise<Target> => put(await session.api().targets.add(input));
  const update = async (id: string, change: TargetInput): Promise<Target> =>
    put(await session.api().targets.update({ id, ...change }));
  const restore = async (id: string): Promise<Target> => put(await session.api().targets.restore({ id }));

  async function remove(id: string): Promise<string> {
    const { restorableUntil } = await session.api().targets.remove({ id });
    const map = new Map(byId.value);
    map.delete(id);
    byId.value = map;
    return restorableUntil;
  }

  return {
    loaded,
    error,
    all: computed(() => [...byId.value.values()]),
    get: (id: string): Target | undefined => byId.value.get(id),
    probe,
    add,
    update,
    remove,
    restore,
  };
});

export { toApiError, isAbort, type ApiError } from '../api/errors.js';
