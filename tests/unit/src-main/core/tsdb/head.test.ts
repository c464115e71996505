import { describe, expect, it } from 'vitest';
import type { MetricMetadata } from '../../../../../shared/model/series.js';
import type { SeriesGroup } from '../../../../../src-main/core/tsdb/group.js';
import { Head, type HeadOptions, type HeadSeries } from '../../../../../src-main/core/tsdb/head.js';
import { appendRow, samplesText } from '../../../../helpers/series-text.js';

const GAUGE: MetricMetadata = { type: 'gauge', unit: '', help: '' };
const MINUTE = 60_000;

/** A head whose series of a target go to one group each, made as a scrape would. */
function setup(options: Partial<HeadOptions> = {}) {
  const head = new Head(options);
  const groups = new Map<string, SeriesGroup>();
  const add = (targetId: string, name: string, { first = false, group = 'a' } = {}): HeadSeries | string => {
    const key = `${targetId}/${group}`;
    if (!groups.has(key)) groups.set(key, head.newGroup(4));
    return head.series(
      { targetId, sourceId: group, group: groups.get(key)!, first },
      name,
      { le: '1' },
      GAUGE,
    );
  };
  const made = (targetId: string, name: string, group = 'a'): HeadSeries => {
    const series = add(targetId, name, { first: true, group });
    if (typeof series === 'string') throw new Error(series);
    return series;
  };
  return { head, add, made };
}

/** One row a second from `fromMs` on. */
function sample(series: HeadSeries, fromMs: number, seconds: number): void {
  for (let i = 0; i < seconds; i++) appendRow(series.group, fromMs + i * 1000, { [series.slot]: i });
}

describe('limits of the head', () => {
  it('refuse series past the number in all and per target', () => {
    const { add } = setup({ maxSeries: 3, maxSeriesPerTarget: 2 });
    const answers = ['t1 a', 't1 b', 't1 c', 't2 a', 't2 b', 't1 a'].map((text) => {
      const [target = '', name = ''] = text.split(' ');
      const answer = add(target, name);
      return typeof answer === 'string' ? answer : 'ok';
    });
    expect(answers).toEqual(['ok', 'ok', 'target', 'ok', 'total', 'ok']);
  });

  it('refuse new series past the hourly number, first scrapes apart, until the hour is over', () => {
    const { head, add } = setup({ maxNewSeriesPerTargetAndHour: 2 });
    const now = 1_700_000_000_000;
    head.maintain(now);
    for (let i = 0; i < 10; i++) add('t', `first_${i}`, { first: true });
    expect(['x', 'y', 'z'].map((name) => typeof add('t', name))).toEqual(['object', 'object', 'string']);
    expect(add('t', 'z')).toBe('churn');
    expect(typeof add('other', 'z')).toBe('object');
    head.maintain(now + 59 * MINUTE);
    expect(add('t', 'z')).toBe('churn');
    head.maintain(now + 60 * MINUTE);
    // Series without a sample were forgotten meanwhile, so all of these are new again.
    expect(['z', 'y', 'x'].map((name) => typeof add('t', name))).toEqual(['object', 'object', 'string']);
  });

  it('shrink the window to five minutes before a series is refused, and grow it again', () => {
    const { head, add, made } = setup({ budgetBytes: 150_000 });
    const series = Array.from({ length: 40 }, (_, i) => made('t', `noisy_${i}`));
    const group = series[0]!.group;
    let seed = 1;
    const noise = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 7;
    const step = (t: number): void => {
      appendRow(group, t, Object.fromEntries(series.map(({ slot }) => [slot, noise()])));
    };
    const windows: number[] = [];
    for (let t = 0; t < 20 * MINUTE; t += 1000) {
      if (t === 12 * MINUTE) for (let i = 40; i < 120; i++) series.push(made('t', `noisy_${i}`));
      step(t);
      if (t % 5000 === 0) {
        head.maintain(t);
        windows.push(head.window);
      }
    }
    expect(windows[0]).toBe(60 * MINUTE);
    expect(Math.min(...windows)).toBe(5 * MINUTE);
    // It came down step by step while there was still room to make.
    expect(windows[140]).toBeGreaterThan(5 * MINUTE);
    expect(windows[140]).toBeLessThan(12 * MINUTE);
    expect(head.usedBytes).toBeGreaterThan(150_000);
    expect(add('t', 'one_more')).toBe('memory');
    expect(typeof add('t', 'noisy_3')).toBe('object');

    head.dropTarget('t');
    expect(head.usedBytes).toBe(0);
    head.maintain(21 * MINUTE);
    head.maintain(21 * MINUTE + 5000);
    expect(head.window).toBe(5 * MINUTE + 10_000);
    for (let i = 0; i < 1000; i++) head.maintain(22 * MINUTE);
    expect(head.window).toBe(60 * MINUTE);
    expect(typeof add('t', 'one_more')).toBe('object');
  });
});

describe('retention', () => {
  it('drops rows past it and forgets series without a sample left, whose slots are used again', () => {
    const { head, made } = setup({ retentionMs: 10 * MINUTE });
    const gone = made('t', 'gone');
    const stays = made('t', 'stays');
    sample(gone, 0, 10);
    sample(stays, 10_000, 1200);
    head.maintain(1_210_000);
    expect(head.find('t', 'gone', { le: '1' })).toBeUndefined();
    expect([...head.candidates('gone')]).toEqual([]);
    expect(head.seriesCount).toBe(1);
    const { t } = stays.group.read(stays.slot, 0, Infinity);
    expect(t[0]).toBeGreaterThan(1_210_000 - 11 * MINUTE - 60_000);
    expect(t[0]).toBeLessThanOrEqual(1_210_000 - 10 * MINUTE);
    expect(made('t', 'new').slot).toBe(gone.slot);
  });

  it('also reaches series whose source is not asked any more, open rows and all', () => {
    const { head, made } = setup({ retentionMs: 10 * MINUTE });
    sample(made('t', 'paused'), 0, 10);
    head.maintain(9 * MINUTE);
    expect(head.seriesCount).toBe(1);
    head.maintain(11 * MINUTE);
    expect(head.seriesCount).toBe(0);
    expect(head.usedBytes).toBe(0);
    expect([...head.groups('t')]).toEqual([]);
  });
});

describe('a series', () => {
  it('is found by name and labels, not by their order', () => {
    const head = new Head();
    const group = head.newGroup(1);
    const at = { targetId: 't', sourceId: 's', group, first: true };
    const a = head.series(at, 'm', { x: '1', y: '2' }, GAUGE);
    expect(head.series(at, 'm', { y: '2', x: '1' }, GAUGE)).toBe(a);
    expect(head.series(at, 'm', { x: '1', y: '3' }, GAUGE)).not.toBe(a);
    expect(head.series(at, 'n', { x: '1', y: '2' }, GAUGE)).not.toBe(a);
    expect(head.seriesOf('t')).toBe(3);
    expect([...head.candidates('m')]).toHaveLength(2);
    expect([...head.candidates(null)]).toHaveLength(3);
  });

  it('goes on in another group with its history, and takes on that source and its metadata', () => {
    const { head, made } = setup();
    const series = made('t', 'm', 'slow');
    sample(series, 0, 2);
    const slow = series.group;
    made('t', 'm', 'fast');
    expect(series.sourceId).toBe('fast');
    expect(series.group).not.toBe(slow);
    expect(series.earlier).toEqual([{ group: slow, slot: 0, untilMs: 1000 }]);
    sample(series, 2000, 1200);
    expect(samplesText(series.group.read(series.slot, 0, 3000))).toBe('2000:0 3000:1');
    head.maintain(2 * 60 * MINUTE);
    expect(series.earlier).toEqual([]);
  });

  it('of a dropped target is gone with its bytes', () => {
    const { head, made } = setup();
    sample(made('t', 'm'), 0, 100);
    sample(made('u', 'm'), 0, 1);
    head.dropTarget('t');
    head.dropTarget('unknown');
    expect(head.seriesCount).toBe(1);
    expect([...head.candidates('m')].map(({ targetId }) => targetId)).toEqual(['u']);
    expect([...head.targetSeries('t')]).toEqual([]);
    expect(head.seriesOf('t')).toBe(0);
  });
});
