import { fail, ok, type Result } from '../../../shared/base/result.js';
import type { CaptureInput, CaptureType } from '../../../shared/model/capture.js';
import type { Asker } from '../http/asker.js';
import { parseTargetUrl } from '../http/client.js';
import { parsePprofIndex } from '../scrape/pprof-index.js';
import { isEmpty, manyGoroutines } from './messages.js';
import { SWITCHABLE } from './switch.js';

/** Goroutines past which listing them one by one must be confirmed: the app stands still meanwhile. */
export const MANY_GOROUTINES = 2000;
const INDEX_MS = 5000;
/** As people ask for them; the app's own follow. */
const ORDER = [
  'cpu',
  'heap',
  'goroutine',
  'allocs',
  'block',
  'mutex',
  'goroutineleak',
  'threadcreate',
  'trace',
];
const NO_PROFILES = new Set(['cmdline', 'symbol']);
const TIMED = new Set(['cpu', 'trace']);

/** True when it always takes seconds. */
export const isTimed = (type: string): boolean => TIMED.has(type);

/** What the index page of a target offers; `hasLibrary` = our Go library is in it. */
export async function captureTypes(
  http: Asker,
  base: URL,
  hasLibrary: boolean,
): Promise<Result<CaptureType[]>> {
  const answer = await http.get(base, { deadlineMs: INDEX_MS });
  if (!answer.ok) return answer;
  const { status, body } = answer.value;
  if (status !== 200) return fail('NO_PPROF', `${base.href} answers ${status.toString()}.`, { status });
  const index = parsePprofIndex(body.toString('utf8'));
  if (!index.ok) return index;
  const { counts, profiles } = index.value;
  const names = profiles
    .filter((name) => !NO_PROFILES.has(name))
    .map((name) => (name === 'profile' ? 'cpu' : name));
  const rank = (name: string): number => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
  return ok(
    [...new Set(names)]
      .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
      .map((type) => describe(type, counts.get(type) ?? null, hasLibrary)),
  );
}

function describe(type: string, count: number | null, hasLibrary: boolean): CaptureType {
  const canBeOff = SWITCHABLE.has(type);
  const isOff = count === 0 && canBeOff;
  const isDear = type === 'goroutine' && count !== null && count > MANY_GOROUTINES;
  const remark = isOff ? isEmpty(type) : isDear ? manyGoroutines(count) : null;
  return { type, timed: isTimed(type), count, switchable: canBeOff && hasLibrary, remark };
}

/** The folder of a target's profiles, from the address of any of its pprof sources. */
export function pprofBase(sources: readonly { kind: string; url: string }[]): URL | null {
  const source = sources.find(({ kind }) => kind === 'pprof');
  return source === undefined ? null : new URL('.', source.url);
}

export interface Asked {
  type: string;
  /** null = as it stands now. */
  seconds: number | null;
  detailed: boolean;
  /** Our library switches it on for those seconds. */
  switchOn: boolean;
}

/** The address of a profile, which stays below `base` whatever its name. */
export function profileUrl(
  base: URL,
  { type, seconds, detailed }: Pick<Asked, 'type' | 'seconds' | 'detailed'>,
): URL {
  const name = type === 'cpu' ? 'profile' : encodeURIComponent(type);
  const url = new URL(base);
  url.pathname = url.pathname.replace(/\/?$/, '/') + name;
  if (seconds !== null) url.searchParams.set('seconds', seconds.toString());
  if (detailed) url.searchParams.set('debug', '2');
  return url;
}

/** What the address of a profile names, and the folder it is in; null = it is none. */
export function readProfileUrl(text: string): { base: URL; input: CaptureInput } | null {
  const parsed = parseTargetUrl(text);
  if (!parsed.ok) return null;
  const url = parsed.value;
  const [, folder, name = ''] = /^(.*\/debug\/pprof\/)([^/]+)$/.exec(url.pathname) ?? [];
  if (folder === undefined || NO_PROFILES.has(name)) return null;
  const seconds = Number(url.searchParams.get('seconds') ?? NaN);
  const detailed = url.searchParams.get('debug') === '2';
  let type: string;
  try {
    type = name === 'profile' ? 'cpu' : decodeURIComponent(name);
  } catch {
    return null;
  }
  return {
    base: new URL(folder, url.origin),
    input: {
      type,
      ...(seconds >= 1 && seconds <= 3600 ? { seconds } : {}),
      ...(detailed && type === 'goroutine' ? { detailed } : {}),
    },
  };
}
