import type { Failure, Result } from '../../../shared/base/result.js';
import { fail, ok } from '../../../shared/base/result.js';
import type { Message } from '../../../shared/model/message.js';
import { LOCAL_LIMITS } from '../../../shared/model/profile-work.js';
import type { ProfileRecord } from '../../../shared/model/profile.js';
import type { Asker } from '../http/asker.js';
import type { StreamedAnswer } from '../http/client.js';
import type { ProfileLibrary } from '../library/library.js';
import type { Arrived } from '../library/incoming.js';
import {
  appGone,
  endsEarly,
  inUse,
  isEmpty,
  isHtml,
  isShorter,
  noLibrary,
  nothingHappened,
  notThere,
  refused,
  stillInUse,
  unreadable,
} from './messages.js';
import { switchOn } from './switch.js';
import { profileUrl, type Asked } from './types.js';

export interface CaptureTarget {
  id: string;
  name: string;
  /** Folder of its profiles. */
  base: URL;
  /** Where our Go library answers; null = it is not in it. */
  library: URL | null;
  http: Asker;
  /** The main module, as known when it is asked for. */
  module(): string | null;
}

export interface RunDeps {
  library: ProfileLibrary;
  signal: AbortSignal;
  /** It waits for this reason; null = no longer. */
  waits(why: Message | null): void;
  /** The app works on it from now on. */
  begins(): void;
  /** The bytes are here. */
  arrived(): void;
  /** Resolves after `ms`, or when the signal ends the wait. */
  pause(ms: number): Promise<void>;
}

/** On top of the seconds asked for. A heap profile of a large app takes some. */
const MARGIN_MS = 15_000;
const SNAPSHOT_MS = 60_000;
/** Waits between tries while somebody else profiles the app, ms; the last one again and again. */
const RETRY_MS = [250, 500, 1000, 2000, 4000];
/** Given up when it was in use for so long beyond the seconds asked for. */
const PATIENCE_MS = 60_000;
const SAID = 300;
/** A profile that is switched on stays on for so much longer than it is captured, up to what the library takes. */
const SWITCH_MARGIN_SECONDS = 5;
const SWITCH_MOST_SECONDS = 600;

/** Captures one profile and keeps it. The failure is what a person is told. */
export async function runCapture(
  target: CaptureTarget,
  asked: Asked,
  deps: RunDeps,
): Promise<Result<{ record: ProfileRecord; remark: Message | null }>> {
  const on = await switchedOn(target, asked, deps);
  if (!on.ok) return on;
  const arrived = await takeTurns(target, asked, deps);
  if (!arrived.ok) return arrived;
  deps.arrived();
  const { type, seconds } = asked;
  const kept = await deps.library.keep(
    arrived.value,
    {
      name: `${target.name} ${type}${seconds === null ? '' : ` ${seconds.toString()} s`}`,
      origin: 'capture',
      targetId: target.id,
      targetName: target.name,
      module: target.module(),
      hint: type,
    },
    { signal: deps.signal },
  );
  if (!kept.ok) return { ok: false, error: notKept(kept.error, asked) };
  return ok({ record: kept.value.record, remark: remarkOn(kept.value.record, asked) });
}

/** Switches on what is off, for as long as the capture takes and a little. */
async function switchedOn(
  { http, library }: CaptureTarget,
  { type, seconds, switchOn: wanted }: Asked,
  { signal }: RunDeps,
): Promise<Result<null>> {
  if (!wanted || seconds === null) return ok(null);
  if (library === null) return { ok: false, error: noLibrary(type) };
  // Past what the library takes it is asked all the same: its answer says so.
  const on = Math.max(seconds, Math.min(seconds + SWITCH_MARGIN_SECONDS, SWITCH_MOST_SECONDS));
  return switchOn(http, library, type, on, signal);
}

/** A failure of the bytes is the app's, of the disk or the quota ours. */
function notKept(error: Failure, { seconds }: Asked): Failure {
  if (['CANCELLED', 'DISK_FULL', 'NOT_WRITTEN', 'QUOTA_FULL'].includes(error.code)) return error;
  if (error.code === 'BAD_GZIP' && seconds !== null) return endsEarly(seconds, shorter(seconds, seconds));
  return unreadable(error);
}

function remarkOn(
  { samples, format, durationSeconds }: ProfileRecord,
  { type, seconds, switchOn: wasOn }: Asked,
): Message | null {
  if (format === 'trace') return null;
  if (samples === 0) return wasOn ? nothingHappened(type) : isEmpty(type);
  const isShort = seconds !== null && durationSeconds !== null && durationSeconds < 0.8 * seconds;
  return isShort ? isShorter(seconds, Math.round(durationSeconds * 10) / 10) : null;
}

/** Asks until nobody else profiles the app. */
async function takeTurns(target: CaptureTarget, asked: Asked, deps: RunDeps): Promise<Result<Arrived>> {
  const started = performance.now();
  for (let tries = 0; ; tries++) {
    const answer = await once(target, asked, deps);
    if (answer.ok || answer.error.code !== 'IN_USE') return answer;
    const waitedMs = performance.now() - started;
    if (waitedMs > PATIENCE_MS + (asked.seconds ?? 0) * 1000)
      return { ok: false, error: stillInUse(Math.round(waitedMs / 1000)) };
    const ms = RETRY_MS[Math.min(tries, RETRY_MS.length - 1)] ?? 1000;
    deps.waits(inUse(asked.type, ms / 1000));
    await deps.pause(ms);
    if (deps.signal.aborted) return fail('CANCELLED', 'It was cancelled.');
  }
}

async function once(target: CaptureTarget, asked: Asked, deps: RunDeps): Promise<Result<Arrived>> {
  const url = profileUrl(target.base, asked);
  const deadlineMs = asked.seconds === null ? SNAPSHOT_MS : asked.seconds * 1000 + MARGIN_MS;
  const started = performance.now();
  deps.waits(null);
  deps.begins();
  const answer = await target.http.receive(
    url,
    { deadlineMs, signal: deps.signal, maxBytes: LOCAL_LIMITS.wireBytes },
    (head) => read(head, url, asked, deps),
  );
  if (answer.ok) return answer.value;
  const tookSeconds = (performance.now() - started) / 1000;
  const wasCut = ['BODY_CUT', 'CONNECTION_RESET'].includes(answer.error.code);
  if (!wasCut || asked.seconds === null) return answer;
  const there = await target.http.get(target.base, { deadlineMs: 3000, signal: deps.signal });
  if (!there.ok && there.error.code !== 'CANCELLED') return { ok: false, error: appGone(url.host) };
  return { ok: false, error: endsEarly(asked.seconds, shorter(asked.seconds, tookSeconds)) };
}

async function read(
  { status, contentType, body }: StreamedAnswer,
  url: URL,
  asked: Asked,
  { library }: RunDeps,
): Promise<Result<Arrived>> {
  const { type, seconds } = asked;
  if (status === 200) {
    const html = /^text\/html\b/i.test(contentType);
    return html ? { ok: false, error: isHtml(type, url.pathname) } : library.receive(body);
  }
  const said = (await beginning(body)).replace(/\s+/g, ' ').trim();
  if (/already (?:in use|enabled)/.test(said)) return fail('IN_USE', said);
  if (seconds !== null && (status === 504 || /exceeds server's WriteTimeout/.test(said)))
    return { ok: false, error: endsEarly(seconds, shorter(seconds, seconds)) };
  if (status === 404) return { ok: false, error: notThere(type) };
  return { ok: false, error: refused(status, said) };
}

async function beginning(body: AsyncIterable<Buffer>): Promise<string> {
  let text = '';
  for await (const chunk of body) {
    text += chunk.toString('utf8');
    if (text.length > SAID) break;
  }
  return text.slice(0, SAID);
}

/**
 * What to try when the server ended an answer: less than the time it took if it came early. A write deadline
 * shows only at the end, so else it is guessed: 4 s stay below the 5 s that most choose, then half each time.
 */
function shorter(asked: number, tookSeconds: number): number {
  if (tookSeconds < 0.9 * asked) return Math.max(1, Math.floor(tookSeconds) - 1);
  return asked > 4 ? 4 : Math.max(1, Math.floor(asked / 2));
}
