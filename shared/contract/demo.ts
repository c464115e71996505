import * as v from 'valibot';
import { Demo, DemoFaultId } from '../model/demo.js';
import { procedure } from './base.js';

/** Start and stop answer at once with where things stand; the topic `demo` tells how they go on. */
export const demo = {
  get: procedure
    .route({ method: 'GET', path: '/demo', tags: ['demo'], summary: 'The demo shop' })
    .output(Demo),
  start: procedure
    .route({
      method: 'POST',
      path: '/demo/start',
      successStatus: 202,
      tags: ['demo'],
      summary: 'Build and start the demo shop and its load',
    })
    .meta({ role: 'operator', bodyBytes: 1024 })
    .output(Demo),
  stop: procedure
    .route({
      method: 'POST',
      path: '/demo/stop',
      successStatus: 202,
      tags: ['demo'],
      summary: 'Stop the demo shop and remove its target',
    })
    .meta({ role: 'operator', bodyBytes: 1024 })
    .output(Demo),
  fault: procedure
    .route({
      method: 'PUT',
      path: '/demo/faults/{id}',
      tags: ['demo'],
      summary: 'Switch a fault of the demo shop',
    })
    .meta({ role: 'operator', bodyBytes: 1024 })
    .errors({ DEMO_NOT_RUNNING: { status: 409 } })
    .input(v.object({ id: DemoFaultId, on: v.boolean() }))
    .output(Demo),
};
