import { readHeapText } from '../heap-text.js';
import { memStatsPoller } from './memstats-poller.js';
import type { Poller, PollerDeps } from './poller.js';

/** heap?debug=1: MemStats and MaxRSS of an app without expvar, for 6-12 ms of its CPU; asked rarely. */
export const heapTextPoller = (deps: PollerDeps): Poller =>
  memStatsPoller(deps, (body) => {
    const answer = readHeapText(body.toString('latin1'));
    if (!answer.ok) return answer;
    const { reading, stats, profileLiveBytes } = answer.value;
    return {
      ok: true,
      value: { reading, stats, facts: profileLiveBytes === null ? {} : { profileLiveBytes } },
    };
  });
