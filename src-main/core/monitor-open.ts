import { ok, type Failure, type Result } from '../../shared/base/result.js';
import type { Capture } from '../../shared/model/capture.js';
import type { Captures } from './capture/captures.js';
import { pprofBase, readProfileUrl } from './capture/types.js';
import type { TargetManager } from './targets/manager.js';

/** See {@link Monitor.captureUrl}. */
export async function captureUrl(
  url: string,
  ms: number,
  targets: TargetManager,
  captures: Captures,
): Promise<Result<string> | null> {
  const named = readProfileUrl(url);
  if (named === null) return null;
  try {
    const id = await targetAt(named.base, targets);
    const { id: captureId } = await captures.start(id, named.input);
    const { state, profileId, error } = await settled(captureId, ms, captures);
    if (state === 'done' && profileId !== null) return ok(`/profiles/${profileId}`);
    return error === null ? ok(`/targets/${id}`) : { ok: false, error };
  } catch (error) {
    return { ok: false, error: asFailure(error) };
  }
}

async function targetAt(base: URL, targets: TargetManager): Promise<string> {
  const known = targets.list().find(({ sources }) => pprofBase(sources)?.href === base.href);
  return known?.id ?? (await targets.add({ url: base.href }, true)).id;
}

/** The capture when it is over, or as it stands after `ms`. */
function settled(id: string, ms: number, captures: Captures): Promise<Capture> {
  return new Promise((resolve) => {
    const end = (): void => {
      stop();
      clearTimeout(timer);
      resolve(captures.get(id));
    };
    const isOver = (): boolean => !['queued', 'running'].includes(captures.get(id).state);
    const stop = captures.onChange((changed) => {
      if (changed.id === id && isOver()) end();
    });
    const timer = setTimeout(end, ms);
    if (isOver()) end();
  });
}

function asFailure(error: unknown): Failure {
  if (error instanceof Error && 'code' in error)
    return { code: String(error.code), params: {}, message: error.message };
  return { code: 'INTERNAL', params: {}, message: String(error) };
}
