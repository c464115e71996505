import { onBeforeUnmount, ref, shallowRef } from 'vue';
import type { ProbeResult } from '../../../shared/model/target.js';
import { isAbort, toApiError, useTargets, type ApiError } from '../../stores/targets.js';

/** Asks an address what it offers; one question at a time, and it can be called off. */
export function useProbe() {
  const targets = useTargets();
  const result = shallowRef<ProbeResult | null>(null);
  const error = shallowRef<ApiError | null>(null);
  /** The address and token that `result` or `error` belongs to. */
  const asked = ref('');
  const askedWith = ref('');
  const busy = ref(false);
  const elapsedMs = ref(0);
  let controller: AbortController | null = null;
  let timer: ReturnType<typeof setInterval> | undefined;

  function cancel(): void {
    controller?.abort();
    controller = null;
    clearInterval(timer);
    busy.value = false;
  }

  async function probe(url: string, token: string): Promise<void> {
    cancel();
    const mine = new AbortController();
    controller = mine;
    const started = performance.now();
    asked.value = url;
    askedWith.value = token;
    busy.value = true;
    elapsedMs.value = 0;
    error.value = null;
    result.value = null;
    timer = setInterval(() => (elapsedMs.value = performance.now() - started), 100);
    try {
      const answer = await targets.probe(url, token, mine.signal);
      if (controller === mine) result.value = answer;
    } catch (e) {
      if (controller === mine && !isAbort(e)) error.value = toApiError(e);
    }
    if (controller === mine) cancel();
  }

  onBeforeUnmount(cancel);
  return { result, error, asked, askedWith, busy, elapsedMs, probe, cancel };
}
