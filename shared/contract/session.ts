import * as v from 'valibot';
import { CoreStatus } from '../model/events.js';
import { procedure } from './base.js';

export const session = {
  create: procedure
    .route({
      method: 'POST',
      path: '/session',
      tags: ['session'],
      summary: 'A one-time code for a bearer token',
    })
    .meta({ role: 'public', bodyBytes: 1024 })
    .errors({ CODE_REFUSED: { status: 401 } })
    .input(v.object({ code: v.pipe(v.string(), v.maxLength(256)) }))
    .output(v.object({ token: v.string() })),
  status: procedure
    .route({ method: 'GET', path: '/status', tags: ['session'], summary: 'How the core is' })
    .output(CoreStatus),
};
