import * as v from 'valibot';
import { ok, type Result } from '../../../shared/base/result.js';
import { badStatus } from '../scrape/sources/poller.js';
import type { Asker } from '../http/asker.js';
import { noLibrary, switchRefused } from './messages.js';

/** Profiles that are off by default and that our Go library can switch on. */
export const SWITCHABLE = new Set(['block', 'mutex']);

const DEADLINE_MS = 5000;
const Refusal = v.object({ error: v.object({ code: v.string(), message: v.string() }) });

/** The address of our library in a target, from that of its metrics; null = it has none. */
export function libraryBase(sources: readonly { kind: string; url: string }[]): URL | null {
  const source = sources.find(({ kind }) => kind === 'gopherscope');
  return source === undefined ? null : new URL('.', source.url);
}

/** Switches a profile on for so many seconds; the library restores what was before by itself. */
export async function switchOn(
  http: Asker,
  library: URL,
  profile: string,
  seconds: number,
  signal: AbortSignal,
): Promise<Result<null>> {
  const url = new URL(profile, library);
  const answer = await http.get(url, { deadlineMs: DEADLINE_MS, signal, json: { seconds } });
  if (!answer.ok) return answer;
  const said = parsed(answer.value.body);
  const refusal = v.safeParse(Refusal, said);
  if (answer.value.status !== 200 && refusal.success)
    return { ok: false, error: switchRefused(profile, refusal.output.error) };
  const bad = badStatus(answer.value, url);
  if (bad !== null) return { ok: false, error: bad };
  // Whatever else answers here switches nothing on: the profile would be empty as if nothing had happened.
  const isOn = v.is(v.object({ profile: v.literal(profile) }), said);
  return isOn ? ok(null) : { ok: false, error: noLibrary(profile) };
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8', 0, 4096));
  } catch {
    return null;
  }
}
