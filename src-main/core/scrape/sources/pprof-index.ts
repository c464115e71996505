import { ok } from '../../../../shared/base/result.js';
import { readPprofIndex } from '../pprof-index.js';
import { fetchGood, type Poller, type PollerDeps } from './poller.js';

/** The index page: goroutines and threads for 0.1 ms of the app's CPU. */
export function pprofIndexPoller(deps: PollerDeps): Poller {
  return {
    async poll(request) {
      const answer = await fetchGood(deps, request);
      if (!answer.ok) return answer;
      const reading = readPprofIndex(answer.value.body.toString('utf8'));
      if (!reading.ok) return reading;
      return ok({
        answerMs: answer.value.elapsedMs,
        bytes: answer.value.wireBytes,
        identity: {},
        facts: {},
        write: (writer, tMs) => {
          writer.writePoints(reading.value.points, tMs);
          return ok(null);
        },
      });
    },
    restarted: () => undefined,
  };
}
