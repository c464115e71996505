import { fail, type Failure, type Result } from '../../../../shared/base/result.js';
import type { Asker } from '../../http/asker.js';
import type { FetchAnswer } from '../../http/client.js';
import type { Identity } from '../reading.js';
import type { SourceWriter } from '../writer.js';

export interface PollRequest {
  /** Epoch ms of the poll's start: the time its samples carry. */
  tMs: number;
  deadlineMs: number;
  signal: AbortSignal;
}

/** Numbers that only the target as a whole can make something of. */
export interface PollFacts {
  /** Live bytes by the scaled heap profile. */
  profileLiveBytes?: number;
  /** CPU of the local process so far, ms, and its use in cores since the poll before. */
  cpu?: { usedMs: number; ratio: number };
}

/** A good answer, read but not yet written: a restart that it shows is marked before its samples land. */
export interface Polled {
  answerMs: number;
  bytes: number;
  identity: Identity;
  facts: PollFacts;
  /** Writes the samples in the row of `tMs`; a failure means that nothing in the answer could be read. */
  write(writer: SourceWriter, tMs: number): Result<Failure | null>;
}

/** One source of a target, asked again and again. */
export interface Poller {
  poll(request: PollRequest): Promise<Result<Polled>>;
  /** The app restarted: what was remembered of the old process is void. */
  restarted(): void;
  /** CPU that the local process has used, ms, as finely as the system tells; null when it is gone. */
  readCpuMs?: () => number | null;
}

export interface PollerDeps {
  http: Asker;
  url: URL;
}

/** GET with what a status other than 200 means in words. */
export async function fetchGood(
  deps: PollerDeps,
  request: PollRequest,
  accept = '*/*',
  maxInflatedBytes?: number,
): Promise<Result<FetchAnswer>> {
  const answer = await deps.http.get(deps.url, {
    deadlineMs: request.deadlineMs,
    signal: request.signal,
    accept,
    ...(maxInflatedBytes === undefined ? {} : { maxInflatedBytes }),
  });
  if (!answer.ok) return answer;
  const bad = badStatus(answer.value, deps.url);
  return bad === null ? answer : { ok: false, error: bad };
}

export function badStatus(answer: FetchAnswer, url: URL): Failure | null {
  const { status, location } = answer;
  if (status === 200) return null;
  const params = { status, url: url.href, path: url.pathname };
  if (status === 401 || status === 403) {
    return answer.authorized
      ? failure(
          'AUTH_REFUSED',
          `${url.pathname} refuses the bearer token it is shown (${status.toString()}). Give this target the one its app asks for.`,
          params,
        )
      : failure(
          'AUTH_REQUIRED',
          `${url.pathname} asks for credentials (${status.toString()}). Give this target its bearer token.`,
          params,
        );
  }
  if (status === 404) return failure('NOT_THERE', `${url.pathname} is not there (404).`, params);
  if (status >= 300 && status < 400) {
    const to = location.slice(0, 300);
    return failure(
      'REDIRECTED',
      `${url.pathname} redirects to ${to || 'nowhere'}, which is not followed. Add that address instead.`,
      { ...params, location: to },
    );
  }
  return failure('HTTP_STATUS', `${url.pathname} answered ${status.toString()}.`, params);
}

function failure(code: string, message: string, params: Record<string, string | number>): Failure {
  return { code, message, params };
}

export const notMetrics = (url: URL, what: string): Result<never> =>
  fail(
    'NOT_METRICS',
    `${url.pathname} answered ${what}, not metrics. Is it a login page, or the wrong path?`,
    { url: url.href, path: url.pathname, what },
  );

export const isHtml = (answer: FetchAnswer): boolean =>
  /^text\/html/i.test(answer.contentType) ||
  /^\s*<(?:!doctype|html|head|body)\b/i.test(answer.body.toString('latin1', 0, 200));

/** Our clock less the app's, ms, where the Date header shows that they differ by more than its resolution. */
export function clockSkew(answer: FetchAnswer, nowMs: number): number {
  if (answer.serverDateMs === null) return 0;
  const skew = nowMs - (answer.serverDateMs + 500);
  return Math.abs(skew) > 1500 ? skew : 0;
}
