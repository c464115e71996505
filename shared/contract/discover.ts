import * as v from 'valibot';
import { DiscoveredProcess } from '../model/discover.js';
import { procedure } from './base.js';

export const discover = {
  list: procedure
    .route({ method: 'GET', path: '/discover', tags: ['targets'], summary: 'Go programs on this machine' })
    .output(
      v.object({
        items: v.array(DiscoveredProcess),
        nextCursor: v.nullable(v.string()),
        /** Processes looked at, Go or not. */
        processes: v.number(),
        tookMs: v.number(),
      }),
    ),
};
