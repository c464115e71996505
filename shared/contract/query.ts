import * as v from 'valibot';
import { MetricFamily } from '../model/metric-family.js';
import { MetricPoint } from '../model/metric-point.js';
import { RangeRequest, RangeResponse } from '../model/query.js';
import { procedure } from './base.js';

export const query = {
  range: procedure
    .route({ method: 'POST', path: '/query', tags: ['query'], summary: 'PromQL over a range, as columns' })
    .input(RangeRequest)
    .output(RangeResponse),
};

export const metrics = {
  latest: procedure
    .route({
      method: 'GET',
      path: '/metrics/latest',
      tags: ['query'],
      summary: 'Newest sample of every series',
    })
    .errors({ NOT_FOUND: { status: 404 } })
    .input(v.object({ target: v.optional(v.string()) }))
    .output(v.object({ items: v.array(MetricPoint), nextCursor: v.nullable(v.string()) })),
  families: procedure
    .route({
      method: 'GET',
      path: '/metrics/families',
      tags: ['query'],
      summary: 'What a target says: names, types, units, labels',
    })
    .errors({ NOT_FOUND: { status: 404 } })
    .input(v.object({ target: v.string() }))
    .output(v.object({ items: v.array(MetricFamily), nextCursor: v.nullable(v.string()) })),
};
