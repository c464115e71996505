import { describe, expect, it } from 'vitest';
import type { Identity } from '../../../../../src-main/core/scrape/reading.js';
import { RestartDetector, type KnownProcess } from '../../../../../src-main/core/targets/restart.js';

/**
 * Answers as `source@seconds what…`, with `pid=1`, `start=1000` (seconds) and `gc=5`; tells which of them
 * showed a restart, why and where the boundary is, in seconds.
 */
function story(text: string, known?: KnownProcess): string[] {
  const detector = new RestartDetector(known);
  const told: string[] = [];
  for (const line of text.trim().split('\n')) {
    const [head = '', ...parts] = line.trim().split(/\s+/);
    const [source = '', at] = head.split('@');
    const identity: Identity = {};
    for (const part of parts) {
      const [key, value] = part.split('=');
      if (key === 'pid') identity.pid = Number(value);
      if (key === 'start') identity.startTimeMs = Number(value) * 1000;
      if (key === 'gc') identity.counters = { numGC: Number(value) };
      if (key === 'alloc') identity.counters = { ...identity.counters, totalAlloc: Number(value) };
    }
    const restart = detector.observe(source, identity, Number(at) * 1000);
    if (restart !== null) told.push(`${head} ${restart.reason} ${restart.boundaryMs / 1000}`);
  }
  return told;
}

describe('a restart', () => {
  it('is another pid', () => {
    expect(story('p@10 pid=1 start=5\np@11 pid=1 start=5\np@12 pid=2 start=11.4')).toEqual([
      'p@12 process 11.4',
    ]);
  });

  it('is another start time, past what two sources round differently', () => {
    expect(story('m@10 start=5\nm@15 start=6.4\nm@20 start=17')).toEqual(['m@20 start-time 17']);
  });

  it('is any counter that fell', () => {
    expect(story('v@1 gc=5 alloc=9\nv@2 gc=6 alloc=9\nv@3 gc=6 alloc=8')).toEqual(['v@3 counters 2.999']);
  });

  it('is not told at the first answer, nor when nothing is known', () => {
    expect(story('p@10 pid=1\nv@10 gc=5\nm@10\nv@11 gc=5\nm@12')).toEqual([]);
  });

  it('is known across our own restart', () => {
    const known = { pid: 1, startTimeMs: 5000 };
    expect(story('p@100 pid=1 start=5', known)).toEqual([]);
    expect(story('p@100 pid=7 start=60', known)).toEqual(['p@100 process 60']);
    expect(story('m@100 start=60', known)).toEqual(['m@100 start-time 60']);
  });

  it('keeps the first start time told, so that two sources do not change it to and fro', () => {
    const detector = new RestartDetector();
    detector.observe('p', { pid: 1, startTimeMs: 5000 }, 10_000);
    detector.observe('m', { startTimeMs: 5300 }, 10_100);
    expect(detector.process).toEqual({ pid: 1, startTimeMs: 5000 });
  });
});

describe('one restart seen by several sources is told once', () => {
  it.each([
    [
      'the process first',
      'p@10 pid=1 start=5\nv@10.2 gc=5\np@11 pid=2 start=10.5\nv@11.2 gc=1\np@12 pid=2 start=10.5',
    ],
    [
      'the counters first',
      'p@10 pid=1 start=5\nv@10.2 gc=5\nv@11.2 gc=1\np@11.5 pid=2 start=10.9\nv@12.2 gc=2',
    ],
    ['a slow source last', 'v@0 gc=5\nh@0 gc=5\nv@9 gc=8\nv@10 gc=1\nh@10.1 gc=1\nv@11 gc=2'],
    [
      "an app's clock a minute behind",
      'm@100 start=10 gc=5\nv@100.3 gc=5\nm@101 start=40.8 gc=1\nv@101.3 gc=1\nm@102 start=40.8 gc=1',
    ],
    [
      "an app's clock a minute ahead",
      'm@100 start=60\nv@100.3 gc=5\nv@101.3 gc=1\nm@102 start=161\nv@102.3 gc=1\nm@103 start=161',
    ],
    [
      'an answer of the old process under way',
      'm@10 start=5\np@10 pid=1 start=5\np@11 pid=2 start=10.8\nm@10.5 start=5\nm@12 start=10.8\np@12 pid=2 start=10.8',
    ],
    [
      'old counters under way',
      'v@10 gc=5\np@10 pid=1 start=5\np@11 pid=2 start=10.8\nv@10.5 gc=6\nv@11.5 gc=1\nv@12.5 gc=2',
    ],
  ])('%s', (_, text) => {
    expect(story(text)).toHaveLength(1);
  });

  it('and two restarts are two', () => {
    expect(
      story('p@10 pid=1 start=5\nv@10 gc=5\np@20 pid=2 start=19\nv@20 gc=1\np@30 pid=3 start=29\nv@30 gc=0'),
    ).toEqual(['p@20 process 19', 'p@30 process 29']);
  });

  it('puts the boundary after every answer of the old process', () => {
    expect(story('m@100 start=10\nv@100.3 gc=5\nm@101 start=40')).toEqual(['m@101 start-time 100.3']);
  });
});
