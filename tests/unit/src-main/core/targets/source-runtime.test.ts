import { describe, expect, it } from 'vitest';
import { fail, ok, type Result } from '../../../../../shared/base/result.js';
import type { SourceKind } from '../../../../../shared/model/target.js';
import { Ownership } from '../../../../../src-main/core/scrape/ownership.js';
import { point } from '../../../../../src-main/core/scrape/reading.js';
import type { Polled, PollRequest } from '../../../../../src-main/core/scrape/sources/poller.js';
import { SourceWriter } from '../../../../../src-main/core/scrape/writer.js';
import { SourceRuntime, type PollTiming } from '../../../../../src-main/core/targets/source-runtime.js';
import { Head } from '../../../../../src-main/core/tsdb/head.js';
import { FakeClock, settle } from '../../../../helpers/fake-clock.js';

type Step = 'ok' | 'miss' | 'unreadable' | 'throws' | 'bug' | 'hang';

const polled = (bug: boolean, answerMs = 5): Polled => ({
  answerMs,
  bytes: 100,
  identity: {},
  facts: {},
  write: (writer, tMs) => {
    if (bug) throw new Error('a bug of ours');
    writer.writePoints([point('m', 1)], tMs);
    return ok(null);
  },
});

/** A source whose polls go as `next` says. */
function setup({ intervalMs = 1000, kind = 'expvar' }: { intervalMs?: number; kind?: SourceKind } = {}) {
  const clock = new FakeClock();
  const head = new Head();
  const ownership = new Ownership();
  ownership.setSources([{ id: 's', kind, intervalMs }]);
  const polls: (PollRequest & { at: number })[] = [];
  const timings: PollTiming[] = [];
  const misses: string[] = [];
  const state = {
    next: 'ok' as Step,
    idle: false,
    takesMs: 0,
    cpuMs: 0,
    callCpuMs: 1,
    hung: [] as ((answer: Result<Polled>) => void)[],
  };
  const source = new SourceRuntime(
    {
      clock,
      targetId: 't',
      owned: () => ['m'],
      isIdle: () => state.idle,
      onAnswer: (runtime, tMs, answer) => {
        if (state.next === 'unreadable') {
          runtime.missed(tMs, { code: 'NOT_METRICS', params: {}, message: '' });
          return 'refused';
        }
        const written = answer.write(runtime.writer, tMs);
        return written.ok ? written.value : null;
      },
      onMiss: (_, __, error) => misses.push(error.code),
      onPoll: (timing) => timings.push(timing),
      cpu: () => (kind === 'process' ? null : { usedMs: state.cpuMs, ratio: 0.5 }),
    },
    {
      stored: { id: 's', kind, url: 'http://app.test/', intervalSeconds: null },
      configuredMs: intervalMs,
      poller: {
        poll: async (request) => {
          polls.push({ ...request, at: clock.monotonic() });
          clock.skip(state.takesMs);
          state.cpuMs += state.callCpuMs + 0.5 * state.takesMs;
          if (state.next === 'hang') return new Promise((resolve) => state.hung.push(resolve));
          await Promise.resolve();
          if (state.next === 'throws') throw new Error('a bug of the poller');
          return state.next === 'miss'
            ? fail('CONNECTION_REFUSED', 'nothing listens')
            : ok(polled(state.next === 'bug'));
        },
        restarted: () => undefined,
      },
      writer: new SourceWriter(head, ownership, 't', 's'),
      meta: new SourceWriter(head, ownership, 't', 's-meta'),
      callCpuMs: () => 7,
    },
  );
  const gaps = (): number[] => polls.slice(1).map(({ at }, i) => at - polls[i]!.at);
  return { clock, head, source, polls, timings, misses, state, gaps };
}

describe('the schedule of a source', () => {
  it('polls at once, then on its grid, never late', async () => {
    const { clock, source, gaps, polls, timings } = setup();
    source.start();
    source.start();
    await clock.advance(10_000);
    expect(polls[0]!.at).toBeLessThan(200);
    expect(
      gaps()
        .slice(1)
        .every((gap) => gap === 1000),
    ).toBe(true);
    expect(gaps()[0]).toBeGreaterThanOrEqual(500);
    expect(polls.length).toBeGreaterThanOrEqual(10);
    expect(timings.every(({ lateMs }) => lateMs === 0)).toBe(true);
  });

  it('skips what it missed when a poll takes long, and never runs two at a time', async () => {
    const { clock, source, state, gaps } = setup();
    source.start();
    await clock.advance(3000);
    state.takesMs = 2300;
    await clock.advance(4000);
    state.takesMs = 0;
    await clock.advance(5000);
    expect(gaps().filter((gap) => gap === 3000).length).toBeGreaterThanOrEqual(1);
    expect(gaps().every((gap, i) => i === 0 || gap % 1000 === 0)).toBe(true);
  });

  it('stands still while a poll is under way, and forgets its answer once stopped', async () => {
    const { clock, source, state, polls, head } = setup();
    state.next = 'hang';
    source.start();
    await clock.advance(5000);
    expect(polls).toHaveLength(1);
    expect(source.nextPollMs).toBeNull();
    source.stop();
    expect(polls[0]!.signal.aborted).toBe(true);
    state.hung[0]!(ok(polled(false)));
    await settle();
    expect(head.seriesCount).toBe(0);
    expect(clock.pending).toBe(0);
  });

  it('gives each poll nine tenths of its interval, 2 s at least and 10 s at most', async () => {
    const deadlines: number[] = [];
    for (const intervalMs of [1000, 5000, 60_000]) {
      const { clock, source, polls } = setup({ intervalMs });
      source.start();
      await clock.advance(300);
      deadlines.push(polls[0]!.deadlineMs);
    }
    expect(deadlines).toEqual([2000, 4500, 10_000]);
  });

  it('asks a silent source at its interval for a minute, then every ten seconds, until it answers', async () => {
    const { clock, source, state, polls, gaps } = setup();
    state.next = 'miss';
    source.start();
    await clock.advance(60_000);
    expect(polls.length).toBeGreaterThanOrEqual(59);
    await clock.advance(60_000);
    expect(gaps().slice(-4)).toEqual([10_000, 10_000, 10_000, 10_000]);
    state.next = 'ok';
    await clock.advance(30_000);
    expect(gaps().slice(-5)).toEqual([1000, 1000, 1000, 1000, 1000]);
  });

  it('does not ask while idle, and goes on when it is needed', async () => {
    const { clock, source, state, polls } = setup();
    source.start();
    await clock.advance(1000);
    state.idle = true;
    const before = polls.length;
    await clock.advance(5000);
    expect(polls).toHaveLength(before);
    expect(source.model()).toMatchObject({ state: 'idle', cost: { msPerSecond: 0 } });
    state.idle = false;
    await clock.advance(1000);
    expect(polls).toHaveLength(before + 1);
  });

  it('follows a stretched interval', async () => {
    const { clock, source, gaps } = setup();
    source.start();
    source.stretch = 2.5;
    await clock.advance(20_000);
    expect(gaps().slice(-3)).toEqual([2500, 2500, 2500]);
    expect(source.nextPollMs! - clock.now()).toBeLessThanOrEqual(2500);
    expect(source.model()).toMatchObject({ intervalSeconds: 2.5, configuredSeconds: 1 });
  });
});

describe('another interval', () => {
  it('is kept from now on, sooner or later than what was planned', async () => {
    const { clock, source, gaps, polls } = setup({ intervalMs: 30_000 });
    source.start();
    await clock.advance(40_000);
    const before = polls.length;
    source.repace(1000);
    await clock.advance(5000);
    expect(polls.length - before).toBeGreaterThanOrEqual(4);
    expect(gaps().slice(-3)).toEqual([1000, 1000, 1000]);
    source.repace(10_000);
    const now = polls.length;
    await clock.advance(40_000);
    expect(polls.length - now).toBeLessThanOrEqual(4);
    expect(gaps().slice(-2)).toEqual([10_000, 10_000]);
  });

  it('does not wake a source that is stopped', async () => {
    const { clock, source, polls } = setup();
    source.start();
    await clock.advance(3000);
    source.stop();
    const before = polls.length;
    source.repace(2000);
    await clock.advance(10_000);
    expect(polls).toHaveLength(before);
    source.start();
    await clock.advance(10_000);
    expect(polls.length - before).toBeLessThanOrEqual(6);
  });
});

describe('what became of a poll', () => {
  it.each<[Step, string]>([
    ['miss', 'CONNECTION_REFUSED'],
    ['throws', 'INTERNAL'],
    ['bug', 'INTERNAL'],
    ['unreadable', 'NOT_METRICS'],
  ])('that ends as “%s” is a miss with %s; the source is asked again', async (step, code) => {
    const { clock, source, state, polls, misses, timings } = setup();
    state.next = step;
    source.start();
    await clock.advance(3500);
    expect(polls.length).toBeGreaterThanOrEqual(3);
    expect(new Set(misses)).toEqual(new Set([code]));
    expect(source.misses).toBe(polls.length);
    expect(timings.at(-1)).toMatchObject({ ok: false });
    expect(source.model()).toMatchObject({ state: 'failing', lastAnswer: null, lastError: { code } });
    state.next = 'ok';
    await clock.advance(1000);
    expect(source.model()).toMatchObject({ state: 'up', lastError: null, answerMs: 5, answerBytes: 100 });
    expect(source.failingSinceMs).toBeNull();
  });

  it('writes up and the duration beside the samples, and a gap at a miss', async () => {
    const { clock, source, state, head } = setup();
    const value = (name: string): number | null => {
      const series = head.find('t', name, name === 'm' ? {} : { source: 's' });
      return series === undefined ? null : (series.group.latest(series.slot)?.v ?? null);
    };
    source.start();
    await clock.advance(1500);
    expect(['up', 'scrape_duration_seconds', 'm'].map(value)).toEqual([1, 0.005, 1]);
    state.next = 'miss';
    await clock.advance(1000);
    expect(['up', 'scrape_duration_seconds', 'm'].map(value)).toEqual([0, null, null]);
  });
});

describe('what a source costs the app', () => {
  it('is estimated first, then measured over twenty calls, less what the app used anyway', async () => {
    const { clock, source, state } = setup();
    state.takesMs = 100;
    source.start();
    await clock.advance(10_000);
    expect(source.model()).toMatchObject({ callCpuMs: 7, cost: { msPerSecond: 7, basis: 'estimated' } });
    await clock.advance(15_000);
    expect(source.model().cost.basis).toBe('measured');
    expect(source.model().callCpuMs).toBeCloseTo(1);
  });

  it('is nothing for what the system says', async () => {
    const { clock, source } = setup({ kind: 'process' });
    source.start();
    await clock.advance(3000);
    expect(source.model()).toMatchObject({ callCpuMs: 0, cost: { msPerSecond: 0, basis: 'measured' } });
    expect(source.health().speaksForApp).toBe(false);
  });
});
