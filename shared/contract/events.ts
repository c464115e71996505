import { eventIterator } from '@orpc/contract';
import * as v from 'valibot';
import { StreamEvent, Topic } from '../model/events.js';
import { procedure } from './base.js';

const Client = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9_-]{1,64}$/, 'letters, digits, _ and - only, at most 64'),
);

/** One stream a window, whatever it shows: six open HTTP/1.1 streams would block the page. */
export const events = {
  stream: procedure
    .route({ method: 'GET', path: '/events', tags: ['events'], summary: 'The event stream of a window' })
    .input(v.object({ client: Client }))
    .output(eventIterator(StreamEvent)),
  topics: procedure
    .route({
      method: 'PUT',
      path: '/events/{client}/topics',
      tags: ['events'],
      summary: 'What the stream carries',
    })
    .errors({ NOT_FOUND: { status: 404 } })
    .input(v.object({ client: Client, topics: v.pipe(v.array(Topic), v.maxLength(400)) }))
    .output(v.object({ topics: v.number() })),
};
