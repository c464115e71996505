import { ok, type Result } from '../../../../shared/base/result.js';
import { PauseRing, type MemStats } from '../memstats.js';
import { point, type Reading } from '../reading.js';
import { clockSkew, fetchGood, type PollFacts, type Poller, type PollerDeps } from './poller.js';

export interface MemStatsAnswer {
  reading: Reading;
  stats: MemStats | null;
  facts: PollFacts;
}

/** The two sources that carry MemStats differ in how the body is read; pauses and the rest are alike. */
export function memStatsPoller(
  deps: PollerDeps,
  read: (body: Buffer) => Result<MemStatsAnswer>,
  maxBytes?: number,
): Poller {
  const ring = new PauseRing();
  let firstPollMs: number | null = null;
  return {
    async poll(request) {
      const answer = await fetchGood(deps, request, '*/*', maxBytes);
      if (!answer.ok) return answer;
      const parsed = read(answer.value.body);
      if (!parsed.ok) return parsed;
      const { reading, stats, facts } = parsed.value;
      return ok({
        answerMs: answer.value.elapsedMs,
        bytes: answer.value.wireBytes,
        identity: reading.identity,
        facts,
        write: (writer, tMs) => {
          firstPollMs ??= tMs;
          if (stats !== null) {
            const skew = clockSkew(answer.value, tMs + answer.value.elapsedMs);
            // Nothing from before the watch began: the charts would show pauses without the rest.
            const { events, lost } = ring.take(stats, skew, firstPollMs);
            if (Array.isArray(stats['PauseNs'])) reading.points.push(point('go_gc_pauses_lost_total', lost));
            writer.writeEvents(events);
          }
          writer.writePoints(reading.points, tMs);
          return ok(reading.partial);
        },
      });
    },
    restarted: () => {
      ring.reset();
    },
  };
}
