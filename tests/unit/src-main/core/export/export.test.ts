import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatSeries, formatValue } from '../../../../../src-main/core/export/exposition-text.js';
import { federate, latestPoints } from '../../../../../src-main/core/export/latest.js';
import { ownMetrics, PollStats } from '../../../../../src-main/core/export/own-metrics.js';
import { Head } from '../../../../../src-main/core/tsdb/head.js';
import { HeadReader } from '../../../../../src-main/core/tsdb/reader.js';
import type { MetricType } from '../../../../../shared/model/series.js';
import type { Labels } from '../../../../../shared/model/labels.js';
import { appendRow } from '../../../../helpers/series-text.js';
import { ReaderBench } from '../scrape/support.js';

const NOW = 1_700_000_000_000;

function setup() {
  const head = new Head();
  const describeTarget = (id: string) =>
    id === 'gone'
      ? undefined
      : {
          labels: { target: id, job: 'shop' },
          instance: () => 'h:1',
          intervalMs: () => 1000,
          resets: [],
          version: 1,
        };
  const reader = new HeadReader(head, describeTarget);
  const add = (
    name: string,
    values: number[],
    options: { targetId?: string; type?: MetricType; help?: string; labels?: Labels } = {},
  ): void => {
    const { targetId = 't1', type = 'gauge', help = '', labels = {} } = options;
    const group = head.newGroup(1);
    const at = { targetId, sourceId: 's', group, first: true };
    const series = head.series(at, name, labels, { type, unit: '', help });
    if (typeof series === 'string') throw new Error(series);
    values.forEach((value, i) => appendRow(group, NOW + i * 1000, { [series.slot]: value }));
  };
  const text = (...selectors: string[]): string => {
    const answer = federate(head, reader, describeTarget, selectors.length === 0 ? null : selectors);
    return answer.ok ? answer.text : `${answer.code} ${answer.message}`;
  };
  return { head, add, text, latest: (id?: string) => latestPoints(head, reader, describeTarget, id) };
}

describe('the newest points', () => {
  it('are those of the newest row, of one target or of all', () => {
    const { add, latest, head } = setup();
    add('m', [1, 2], { labels: { a: 'x' } });
    add('m', [5], { targetId: 't2', type: 'counter' });
    add('nan', [NaN], { targetId: 't2' });
    add('m', [9], { targetId: 'gone' });
    add('ended', [1], { targetId: 't3' });
    for (const group of head.groups('t3')) group.appendStale(NOW + 5000);
    expect(latest('t1')).toEqual([
      {
        timestamp: '2023-11-14T22:13:21.000Z',
        name: 'm',
        value: 2,
        type: 'gauge',
        labels: { a: 'x', target: 't1', job: 'shop', instance: 'h:1' },
      },
    ]);
    expect(latest().map(({ name, value }) => `${name} ${value}`)).toEqual(['m 2', 'm 5', 'nan NaN']);
  });
});

describe('/federate', () => {
  it('gives families in order, without our id of the target', () => {
    const { add, text } = setup();
    add('b_total', [1, 2], { type: 'counter', help: 'Two\nlines \\ here.' });
    add('a', [Infinity], { labels: { z: '1', b: 'q"\n\\' } });
    add('a', [-0], { targetId: 't2' });
    add('h_bucket', [3], { type: 'histogram', labels: { le: '1' } });
    add('my metric', [1], { help: 'odd', labels: { 'my label': 'x' } });
    expect(text()).toBe(String.raw`# TYPE a gauge
a{b="q\"\n\\",instance="h:1",job="shop",z="1"} +Inf 1700000000000
a{instance="h:1",job="shop"} -0 1700000000000
# HELP b_total Two\nlines \\ here.
# TYPE b_total counter
b_total{instance="h:1",job="shop"} 2 1700000001000
# TYPE h_bucket untyped
h_bucket{instance="h:1",job="shop",le="1"} 3 1700000000000
# HELP "my metric" odd
# TYPE "my metric" gauge
{"my metric",instance="h:1",job="shop","my label"="x"} 1 1700000000000
`);
  });

  it('takes selectors, any of which may match', () => {
    const { add, text } = setup();
    for (const name of ['a', 'b', 'c']) add(name, [1]);
    const names = (...selectors: string[]): string => text(...selectors).replaceAll(/^#.*\n|\{.*\n/gm, '');
    expect(names('a', '{__name__=~"b|x"}')).toBe('ab');
    expect(names('{target="t1",__name__!="b"}')).toBe('ac');
    expect(names('nothing')).toBe('');
    expect(text('sum(a)')).toMatch(/^INVALID_INPUT/);
    expect(text('a{')).toMatch(/^PROMQL_PARSE/);
  });

  it('reads back the same through our own reader, whatever the names', () => {
    const word = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 8 })
      .filter((text) => !text.includes('\0'));
    const label = fc.tuple(
      word.filter((text) => text !== '__name__'),
      word,
    );
    fc.assert(
      fc.property(word, fc.array(label, { maxLength: 4 }), word, fc.double(), (name, labels, help, value) => {
        const { add, text } = setup();
        add(name, [value], { labels: Object.fromEntries(labels), help: `a ${help} b`, type: 'counter' });
        const bench = new ReaderBench();
        const { text: back, result } = bench.read(text());
        expect(result).toEqual({ samples: 1, badLines: 0, firstBad: null, overLimit: 0 });
        const series = text()
          .split('\n')
          .at(-2)!
          .replace(/ \S+ \d+$/, '');
        expect(back).toBe(`${series} ${value} @${NOW}`);
      }),
      { numRuns: 300 },
    );
  });
});

describe('spelling', () => {
  it('of values and series', () => {
    expect([NaN, Infinity, -Infinity, -0, 1.5, 1e21].map(formatValue)).toEqual([
      'NaN',
      '+Inf',
      '-Inf',
      '-0',
      '1.5',
      '1e+21',
    ]);
    expect(formatSeries({ __name__: 'm' })).toBe('m');
    expect(formatSeries({ a: '1' })).toBe('{"",a="1"}');
  });
});

describe('own metrics', () => {
  it('count polls, failures and lateness in cumulative buckets', () => {
    const polls = new PollStats();
    polls.add({ lateMs: 0, intervalMs: 1000, ok: true });
    polls.add({ lateMs: 60, intervalMs: 1000, ok: false });
    polls.add({ lateMs: 5000, intervalMs: 1000, ok: true });
    polls.add({ lateMs: -5, intervalMs: 1000, ok: true });
    const status = {
      version: '1',
      tMs: 0,
      targets: 3,
      targetsUp: 2,
      nextPollSeconds: null,
      series: 7,
      samplesPerMinute: 0,
      rssBytes: 5,
      cpuRatio: 0,
      head: { usedBytes: 10, budgetBytes: 20, windowSeconds: 30, retentionSeconds: 40, droppedSeries: 1 },
      notices: [],
    };
    const bench = new ReaderBench();
    const { text, result } = bench.read(ownMetrics(status, polls, 99, 4));
    expect(result.badLines).toBe(0);
    for (const line of [
      'gopherscope_targets 3',
      'gopherscope_targets_up 2',
      'gopherscope_samples_total 99',
      'gopherscope_scrapes_total 4',
      'gopherscope_scrape_failures_total 1',
      'gopherscope_event_streams 4',
      'gopherscope_scrape_lateness_ratio_bucket{le="0.05"} 2',
      'gopherscope_scrape_lateness_ratio_bucket{le="0.1"} 3',
      'gopherscope_scrape_lateness_ratio_bucket{le="2"} 3',
      'gopherscope_scrape_lateness_ratio_bucket{le="+Inf"} 4',
      'gopherscope_scrape_lateness_ratio_sum 5.06',
    ])
      expect(text.split('\n')).toContain(line);
    expect(bench.metadata.get('gopherscope_scrape_lateness_ratio_bucket')).toMatch(/^histogram/);
  });
});
