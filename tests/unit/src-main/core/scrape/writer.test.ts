import { describe, expect, it } from 'vitest';
import { ExpositionReader } from '../../../../../src-main/core/scrape/exposition.js';
import { Ownership } from '../../../../../src-main/core/scrape/ownership.js';
import { point } from '../../../../../src-main/core/scrape/reading.js';
import { SCRAPE_LIMITS, SourceWriter } from '../../../../../src-main/core/scrape/writer.js';
import { Head, type HeadOptions } from '../../../../../src-main/core/tsdb/head.js';
import { HeadReader } from '../../../../../src-main/core/tsdb/reader.js';
import { samplesText } from '../../../../helpers/series-text.js';

const NOW = 1_700_000_000_000;

function setup(options: Partial<HeadOptions> = {}) {
  const head = new Head(options);
  const ownership = new Ownership();
  ownership.setSources([
    { id: 'fast', kind: 'expvar', intervalMs: 1000 },
    { id: 'slow', kind: 'prometheus', intervalMs: 5000 },
  ]);
  const describeTarget = () => ({
    labels: { target: 't' },
    instance: () => '',
    intervalMs: () => 1000,
    resets: [],
    version: 1,
  });
  const series = new HeadReader(head, describeTarget);
  const writer = (id: string): SourceWriter => new SourceWriter(head, ownership, 't', id);
  /** Samples of a name after NOW, ms since then. */
  const samples = (name: string): string[] =>
    series.select([{ name: '__name__', op: '=', value: name }], 0, Infinity).map((s) => {
      const { t, v } = s.samples(0, Infinity);
      return samplesText({ t: t.map((ms) => ms - NOW), v });
    });
  const exposition = (from: SourceWriter, reader = new ExpositionReader()) => {
    return (text: string, seconds: number) =>
      from.writeExposition(reader, Buffer.from(text), false, NOW + seconds * 1000);
  };
  return { head, ownership, writer, samples, exposition };
}

describe('writing points', () => {
  it('puts a poll in one row; what the next one leaves out has ended', () => {
    const { writer, samples, head } = setup();
    const fast = writer('fast');
    fast.writePoints([point('a', 1), point('b', 2, { k: 'x' })], NOW);
    fast.writePoints([point('a', 3)], NOW + 1000);
    expect(samples('a')).toEqual(['0:1 1000:3']);
    expect(samples('b')).toEqual(['0:2 1000:stale']);
    expect(head.samplesTotal).toBe(3);
    fast.writeStale(NOW + 2000);
    expect(samples('a')).toEqual(['0:1 1000:3 2000:stale']);
  });

  it('leaves out what another source owns, and takes over when that one is down', () => {
    const { writer, samples, ownership, head } = setup();
    const [fast, slow] = [writer('fast'), writer('slow')];
    fast.writePoints([point('a', 1)], NOW);
    slow.writePoints([point('a', 9), point('own', 9)], NOW + 100);
    expect(samples('a')).toEqual(['0:1']);
    expect(head.samplesTotal).toBe(2);
    fast.writeStale(NOW + 1000);
    ownership.setDown('fast', true);
    slow.writePoints([point('a', 8), point('own', 9)], NOW + 5100);
    expect(samples('a')).toEqual(['0:1 1000:stale 5100:8']);
    ownership.setDown('fast', false);
    fast.writePoints([point('a', 2)], NOW + 6000);
    slow.writePoints([point('a', 7), point('own', 9)], NOW + 10_100);
    expect(samples('a')).toEqual(['0:1 1000:stale 5100:8 6000:2']);
  });

  it('writes no row while everything is owned elsewhere', () => {
    const { writer, head } = setup();
    writer('fast').writePoints([point('a', 1)], NOW);
    const bytes = head.usedBytes;
    const slow = writer('slow');
    for (let i = 0; i < 200; i++) slow.writePoints([point('a', 1)], NOW + i);
    expect(head.usedBytes).toBe(bytes);
    expect([...head.groups('t')]).toHaveLength(1);
  });

  it('writes events in groups of their own, at their own times', () => {
    const { writer, samples } = setup();
    const fast = writer('fast');
    fast.writePoints([point('a', 1)], NOW);
    fast.writeEvents([
      { name: 'go_gc_pause_seconds', tMs: NOW - 300, value: 1 },
      { name: 'go_gc_pause_seconds', tMs: NOW + 200, value: 2 },
      { name: 'go_gc_pause_seconds', tMs: NOW + 100, value: 3 },
    ]);
    expect(samples('go_gc_pause_seconds')).toEqual(['-300:1 200:2']);
    expect(fast.seriesCount).toBe(2);
  });
});

describe('limits', () => {
  it('of labels and names leave a series out and count it once', () => {
    const { writer, exposition, samples } = setup();
    const fast = writer('fast');
    const write = exposition(fast);
    const many = Array.from({ length: 41 }, (_, i) => `l${i}="x"`).join();
    const body = [
      'ok 1',
      `m{${many}} 1`,
      `v{a="${'é'.repeat(2049)}"} 1`,
      `n{${'a'.repeat(257)}="1"} 1`,
      `${'n'.repeat(257)} 1`,
    ].join('\n');
    for (let i = 0; i < 3; i++) expect(write(body, i).samples).toBe(5);
    expect(fast.dropped).toEqual({ series: 0, labels: 4, future: 0 });
    expect(samples('ok')).toEqual(['0:1 1000:1 2000:1']);
    expect(samples('m')).toEqual([]);
  });

  it('of the head leave series out, counted once, and let them in when there is room again', () => {
    const { writer, exposition, samples, head } = setup({ maxSeries: 3 });
    const at = { targetId: 'other', sourceId: 's', group: head.newGroup(1), first: true };
    head.series(at, 'x', {}, { type: 'gauge', unit: '', help: '' });
    head.series(at, 'y', {}, { type: 'gauge', unit: '', help: '' });
    const fast = writer('fast');
    const write = exposition(fast);
    for (let i = 0; i < 50; i++) write('a 1\nb 2\nc 3', i);
    expect(fast.dropped.series).toBe(2);
    expect(head.seriesOf('t')).toBe(1);
    head.dropTarget('other');
    write('a 1\nb 2\nc 3', 61);
    expect(fast.dropped.series).toBe(0);
    expect(samples('c')).toEqual(['61000:3']);
  });

  it('of the future refuse a sample more than ten minutes ahead', () => {
    const { writer, exposition, samples } = setup();
    const fast = writer('fast');
    const write = exposition(fast);
    const inMs = (ms: number): string => (NOW + ms).toString();
    write(`near 1 ${inMs(SCRAPE_LIMITS.futureMs)}\nfar 1 ${inMs(SCRAPE_LIMITS.futureMs + 1)}`, 0);
    expect(samples('near')).toEqual(['600000:1']);
    expect(samples('far')).toEqual([]);
    expect(fast.dropped.future).toBe(1);
    write('a 1', 1);
    expect(fast.dropped.future).toBe(0);
  });
});

describe('samples with a time of their own', () => {
  it('are kept in order, once each', () => {
    const { writer, exposition, samples } = setup();
    const write = exposition(writer('fast'));
    for (const at of [0, 0, 5000, 4000, 6000]) write(`m{a="1"} ${at} ${NOW + at}`, 10);
    expect(samples('m')).toEqual(['0:0 5000:5000 6000:6000']);
  });

  it('end at the first miss of the source', () => {
    const { writer, exposition, samples } = setup();
    const fast = writer('fast');
    exposition(fast)(`m 1 ${NOW}`, 0);
    fast.writeStale(NOW + 1000);
    expect(samples('m')).toEqual(['0:1 1000:stale']);
  });

  it('of ever new series hold no memory past the limits', () => {
    const { writer, exposition, head } = setup({ maxSeriesPerTarget: 20 });
    const fast = writer('fast');
    const write = exposition(fast);
    for (let i = 0; i < 100; i++)
      write(Array.from({ length: 10 }, (_, k) => `m{i="${i}_${k}"} 1 ${NOW + i}`).join('\n'), i);
    expect(head.seriesOf('t')).toBe(20);
    expect(fast.seriesCount).toBe(20);
    expect(fast.dropped.series).toBe(10);
    expect([...head.groups('t')]).toHaveLength(20);
    // Once the head has forgotten them, so has the writer.
    head.maintain(NOW + 3 * 3_600_000);
    for (let i = 0; i < 61; i++) write('', 10_000 + i);
    expect(fast.seriesCount).toBe(0);
  });
});

describe('an answer without a readable line', () => {
  it('writes no row; an empty one ends every series', () => {
    const { writer, exposition, samples } = setup();
    const write = exposition(writer('fast'));
    write('a 1', 0);
    expect(write('<html>', 1)).toMatchObject({ samples: 0, badLines: 1 });
    expect(samples('a')).toEqual(['0:1']);
    write('', 2);
    expect(samples('a')).toEqual(['0:1 2000:stale']);
  });
});
