import { describe, expect, it } from 'vitest';
import type { Labels } from '../../../../../shared/model/labels.js';
import type { Matcher } from '../../../../../shared/model/series.js';
import { Head, type HeadSeries } from '../../../../../src-main/core/tsdb/head.js';
import { HeadReader, type TargetFacts } from '../../../../../src-main/core/tsdb/reader.js';
import { appendRow, samplesText } from '../../../../helpers/series-text.js';

const facts = (labels: Labels, version = 1): TargetFacts => ({
  labels,
  instance: (source) => (source === 'derived' ? '' : `${source}:6060`),
  intervalMs: (source) => (source === 'slow' ? 5000 : 1000),
  resets: [4000],
  version,
});

function setup() {
  const head = new Head();
  const targets = new Map<string, TargetFacts>([
    ['t1', facts({ target: 't1', job: 'shop', env: 'prod' })],
    ['t2', facts({ target: 't2', job: 'shop' })],
  ]);
  const reader = new HeadReader(head, (id) => targets.get(id));
  const groups = new Map<string, ReturnType<Head['newGroup']>>();
  const add = (targetId: string, name: string, labels: Labels = {}, sourceId = 'fast'): HeadSeries => {
    const key = `${targetId}/${sourceId}`;
    if (!groups.has(key)) groups.set(key, head.newGroup(1));
    const at = { targetId, sourceId, group: groups.get(key)!, first: true };
    return head.series(at, name, labels, { type: 'gauge', unit: '', help: '' }) as HeadSeries;
  };
  const select = (text: string) => reader.select(matchers(text), 0, 10_000);
  const labels = (text: string): string[] => select(text).map((series) => labelText(series.labels));
  return { head, targets, add, select, labels };
}

/** `m target=t1 env!=dev` */
function matchers(text: string): Matcher[] {
  return text.split(' ').map((word) => {
    const match = /^(\w+)(=~|!~|!=|=)(.*)$/.exec(word);
    if (match === null) return { name: '__name__', op: '=', value: word };
    return { name: match[1]!, op: match[2] as Matcher['op'], value: match[3]! };
  });
}

const labelText = (labels: Labels): string =>
  Object.keys(labels)
    .sort()
    .map((name) => `${name}=${labels[name]}`)
    .join(' ');

describe('reading the head', () => {
  it("joins what the target's document says and the source's address", () => {
    const { add, labels } = setup();
    add('t1', 'm', { le: '1' });
    add('t2', 'm', {}, 'derived');
    add('gone', 'm');
    expect(labels('m')).toEqual([
      '__name__=m env=prod instance=fast:6060 job=shop le=1 target=t1',
      '__name__=m job=shop target=t2',
    ]);
  });

  it('selects by joined labels, by name patterns and by target', () => {
    const { add, labels } = setup();
    add('t1', 'go_threads');
    add('t1', 'go_goroutines');
    add('t2', 'go_goroutines');
    expect(labels('go_goroutines env=prod')).toHaveLength(1);
    expect(labels('target=t2')).toEqual(['__name__=go_goroutines instance=fast:6060 job=shop target=t2']);
    expect(labels('__name__=~go_.* env!=prod')).toHaveLength(1);
    expect(labels('go_goroutines target=')).toEqual([]);
    expect(labels('go_goroutines __name__=go_threads')).toEqual([]);
  });

  it("moves the app's own labels that collide out of the way, as Prometheus does", () => {
    const { add, labels } = setup();
    add('t1', 'm', { job: 'a', instance: 'b', env: 'c', exported_env: 'd' });
    expect(labels('m')).toEqual([
      '__name__=m env=prod exported_env=d exported_exported_env=c exported_instance=b exported_job=a instance=fast:6060 job=shop target=t1',
    ]);
  });

  it('shows a rename and a moved address at once, in one series', () => {
    const { add, targets, labels, select } = setup();
    const series = add('t2', 'm');
    appendRow(series.group, 1000, { [series.slot]: 1 });
    expect(labels('m job=shop')).toHaveLength(1);
    targets.set('t2', facts({ target: 't2', job: 'cart' }, 2));
    appendRow(series.group, 2000, { [series.slot]: 2 });
    expect(labels('m job=shop')).toEqual([]);
    expect(samplesText(select('m job=cart')[0]!.samples(0, 10_000))).toBe('1000:1 2000:2');
  });

  it('passes on interval and restarts of the source that writes', () => {
    const { add, select } = setup();
    add('t1', 'm', {}, 'slow');
    expect(select('m')[0]).toMatchObject({ intervalMs: 5000, resets: [4000] });
  });

  it('loses no sample when another source takes a series over, whatever the first one does next', () => {
    const { add, select } = setup();
    const series = add('t1', 'm', {}, 'slow');
    const slow = series.group;
    appendRow(slow, 0, { [series.slot]: 1 });
    appendRow(slow, 5000, { [series.slot]: 2 });
    add('t1', 'm', {}, 'fast');
    appendRow(series.group, 5000, { [series.slot]: 2.5 });
    for (const t of [6000, 7000, 8000]) appendRow(series.group, t, { [series.slot]: t / 1000 });
    // The slow source goes on without this series: a stale marker in its old slot.
    appendRow(slow, 10_000, {});
    appendRow(series.group, 11_000, { [series.slot]: 11 });
    expect(samplesText(select('m')[0]!.samples(0, 20_000))).toBe('0:1 5000:2 6000:6 7000:7 8000:8 11000:11');
    expect(samplesText(select('m')[0]!.samples(5000, 7000))).toBe('5000:2 6000:6 7000:7');
  });
});
