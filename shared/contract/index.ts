import { annotations } from './annotations.js';
import { captures } from './captures.js';
import { demo } from './demo.js';
import { discover } from './discover.js';
import { events } from './events.js';
import { profiles } from './profiles.js';
import { metrics, query } from './query.js';
import { session } from './session.js';
import { settings } from './settings.js';
import { targets } from './targets.js';

/** Everything the core offers; served under /api/v1. */
export const contract = {
  session,
  targets,
  discover,
  metrics,
  query,
  events,
  annotations,
  settings,
  demo,
  profiles,
  captures,
};
export type Contract = typeof contract;
