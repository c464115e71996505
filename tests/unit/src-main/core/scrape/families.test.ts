import { expect, it } from 'vitest';
import type { Labels } from '../../../../../shared/model/labels.js';
import type { MetricType } from '../../../../../shared/model/series.js';
import { familiesOf } from '../../../../../src-main/core/scrape/families.js';
import { Head } from '../../../../../src-main/core/tsdb/head.js';
import { appendRow } from '../../../../helpers/series-text.js';

function headOf(series: [name: string, type: MetricType, labels?: Labels, help?: string][]): Head {
  const head = new Head();
  for (const [name, type, labels = {}, help = ''] of series) {
    const group = head.newGroup(1);
    const made = head.series({ targetId: 't1', sourceId: 's', group, first: true }, name, labels, {
      type,
      unit: '',
      help,
    });
    if (typeof made === 'string') throw new Error(made);
    if (name !== 'never_seen') appendRow(group, 1_700_000_000_000, { [made.slot]: 1 });
  }
  return head;
}

it("tells the app's own from what every Go app has; a histogram is one family", () => {
  const all = familiesOf(
    headOf([
      ['go_goroutines', 'gauge'],
      ['promhttp_metric_handler_requests_total', 'counter'],
      ['http_server_request_duration_seconds_count', 'histogram'],
      ['shop_orders_total', 'counter', { status: 'placed' }, 'Orders.'],
      ['shop_orders_total', 'counter', { status: 'failed' }],
      ['jobs_total', 'gauge'], // untyped
      ['cart_bucket', 'histogram', { le: '1', kind: 'a' }],
      ['cart_bucket', 'histogram', { le: '+Inf', kind: 'a' }],
      ['cart_sum', 'histogram', { kind: 'a' }],
      ['cart_count', 'histogram', { kind: 'a' }],
      ['never_seen', 'gauge'],
    ]).targetSeries('t1'),
  );
  expect(all.map((f) => `${f.name} ${f.type} ${f.own ? 'own' : '-'} ${f.series.toString()}`)).toEqual([
    'cart histogram own 4',
    'go_goroutines gauge - 1',
    'http_server_request_duration_seconds histogram - 1',
    'jobs_total counter own 1',
    'promhttp_metric_handler_requests_total counter - 1',
    'shop_orders_total counter own 2',
  ]);
  expect(all[0]?.labels).toEqual([{ name: 'kind', values: 1 }]);
  expect(all[5]).toMatchObject({ help: 'Orders.', labels: [{ name: 'status', values: 2 }] });
});

it("takes a name that every JavaScript object has for the app's own", () => {
  const all = familiesOf(
    headOf([
      ['constructor', 'gauge'],
      ['toString', 'gauge'],
    ]).targetSeries('t1'),
  );
  expect(all.map(({ name, own }) => [name, own])).toEqual([
    ['constructor', true],
    ['toString', true],
  ]);
});
