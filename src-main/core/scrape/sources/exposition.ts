import { ok, type Failure, type Result } from '../../../../shared/base/result.js';
import type { FetchAnswer } from '../../http/client.js';
import { ExpositionReader } from '../exposition.js';
import { scanNumber } from '../number.js';
import type { Identity } from '../reading.js';
import type { SourceWriter } from '../writer.js';
import { fetchGood, isHtml, notMetrics, type Poller, type PollerDeps } from './poller.js';

/** The classic format first: it is cheaper for the app to write and for us to read. */
const ACCEPT = 'text/plain;version=0.0.4;q=1,application/openmetrics-text;version=1.0.0;q=0.5,*/*;q=0.1';

/** Prometheus text or OpenMetrics, of the app's own or of our library. */
export function expositionPoller(deps: PollerDeps): Poller {
  const reader = new ExpositionReader();
  return {
    async poll(request) {
      const answer = await fetchGood(deps, request, ACCEPT);
      if (!answer.ok) return answer;
      const { value } = answer;
      const refused = refuseOther(value, deps.url);
      if (refused !== null) return refused;
      return ok({
        answerMs: value.elapsedMs,
        bytes: value.wireBytes,
        identity: identityOf(value.body),
        facts: {},
        write: (writer, tMs) => writeBody(reader, value, writer, tMs, deps.url),
      });
    },
    restarted: () => undefined,
  };
}

/** Why an answer is no exposition at all, or null. */
export function refuseOther(answer: FetchAnswer, url: URL): Result<never> | null {
  if (isHtml(answer)) return notMetrics(url, 'an HTML page');
  if (
    /^application\/json/i.test(answer.contentType) ||
    /^\s*[[{]\s*["{\]}]/.test(answer.body.toString('latin1', 0, 64))
  ) {
    // A quoted metric name also begins with a brace, but its line goes on after the closing one.
    if (!/^\s*\{"[^"\n]*"[^\n]*\}\s+\S/.test(answer.body.toString('latin1', 0, 4096)))
      return notMetrics(url, 'JSON');
  }
  return null;
}

export const isOpenMetrics = (answer: FetchAnswer): boolean =>
  /^application\/openmetrics-text/i.test(answer.contentType);

function writeBody(
  reader: ExpositionReader,
  answer: FetchAnswer,
  writer: SourceWriter,
  tMs: number,
  url: URL,
): Result<Failure | null> {
  const result = writer.writeExposition(reader, answer.body, isOpenMetrics(answer), tMs);
  if (result.firstBad !== null && result.samples === 0) {
    return notMetrics(
      url,
      `text that is no exposition (line ${result.firstBad.line.toString()}: ${result.firstBad.reason})`,
    );
  }
  return ok(partialOf(result.badLines, result.firstBad, result.overLimit, writer.dropped.future, url));
}

function partialOf(
  badLines: number,
  firstBad: { line: number; reason: string } | null,
  overLimit: number,
  future: number,
  url: URL,
): Failure | null {
  if (firstBad !== null) {
    return problem(
      'BAD_LINES',
      `${url.pathname}: ${badLines.toString()} lines cannot be read, the first is line ${firstBad.line.toString()}: ${firstBad.reason}. The rest is kept.`,
      { count: badLines, line: firstBad.line, reason: firstBad.reason },
    );
  }
  if (overLimit > 0) {
    return problem(
      'TOO_MANY_SAMPLES',
      `${url.pathname}: ${overLimit.toString()} samples are past the limit of one poll and were not read.`,
      { count: overLimit },
    );
  }
  if (future > 0) {
    return problem(
      'FUTURE_SAMPLES',
      `${url.pathname}: ${future.toString()} samples are dated more than 10 minutes ahead and were refused.`,
      { count: future },
    );
  }
  return null;
}

const problem = (code: string, message: string, params: Failure['params']): Failure => ({
  code,
  message,
  params,
});

/** Restart counters and versions, found by name without reading the whole body twice. */
function identityOf(body: Buffer): Identity {
  const startTime = valueOf(body, 'process_start_time_seconds');
  const totalAlloc = valueOf(body, 'go_memstats_alloc_bytes_total');
  const mallocs = valueOf(body, 'go_memstats_mallocs_total');
  const goVersion = labelOf(body, 'go_info{', 'version');
  return {
    ...(startTime === null ? {} : { startTimeMs: startTime * 1000 }),
    ...(goVersion === null ? {} : { goVersion }),
    counters: { ...(totalAlloc === null ? {} : { totalAlloc }), ...(mallocs === null ? {} : { mallocs }) },
  };
}

function valueOf(body: Buffer, name: string): number | null {
  const line = `${name} `;
  const at = body.indexOf(`\n${line}`);
  const start = at >= 0 ? at + 1 : body.toString('latin1', 0, line.length) === line ? 0 : -1;
  if (start < 0) return null;
  const value = scanNumber(body, start + line.length, body.length);
  return value === null || !Number.isFinite(value) ? null : value;
}

function labelOf(body: Buffer, prefix: string, label: string): string | null {
  const at = body.indexOf(`\n${prefix}`);
  if (at < 0) return null;
  const line = body.toString('latin1', at + 1, Math.min(body.length, at + 400)).split('\n')[0] ?? '';
  return new RegExp(`[{,]${label}="([^"\\\\]*)"`).exec(line)?.[1] ?? null;
}
