import { EXPVAR_MAX_BYTES, readExpvar } from '../expvar.js';
import { memStatsPoller } from './memstats-poller.js';
import type { Poller, PollerDeps } from './poller.js';

/** /debug/vars: MemStats, the last 256 GC pauses and the app's own variables for 0.25 ms of its CPU. */
export const expvarPoller = (deps: PollerDeps): Poller =>
  memStatsPoller(
    deps,
    (body) => {
      const answer = readExpvar(body);
      return answer.ok ? { ok: true, value: { ...answer.value, facts: {} } } : answer;
    },
    EXPVAR_MAX_BYTES,
  );
