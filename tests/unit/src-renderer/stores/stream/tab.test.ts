import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Topic } from '../../../../../shared/model/events.js';
import { FakeBus, FakeCore, FakeLock, makeTab } from './fakes.js';

const query = (id: string, expr = id): Topic => ({
  topic: 'query',
  id,
  expr,
  maxPoints: 450,
  rangeSeconds: 900,
});
const STATUS: Topic = { topic: 'status' };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const settle = (ms = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

async function open(...names: string[]) {
  const world = { core: new FakeCore(), bus: new FakeBus(), lock: new FakeLock() };
  const tabs = names.map((name) => makeTab(name, world));
  for (const tab of tabs) {
    tab.stream.start();
    await settle();
    await tab.stream.setTopics([STATUS, query('cpu')]);
  }
  await settle();
  return { ...world, tabs };
}

describe('one tab', () => {
  it('has a stream of its own, with its own ids, and nothing left when it stops', async () => {
    const { core, tabs } = await open('a');
    core.tick(1);
    await settle();
    expect(tabs[0]).toMatchObject({ opened: 1, seen: ['status=1', 'query:cpu=1'] });
    expect(tabs[0]!.states.at(-1)).toBe('open');
    tabs[0]!.stream.stop();
    await settle();
    expect(core.streams.size).toBe(0);
    expect(tabs[0]!.states.at(-1)).toBe('idle');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('works where there are no locks', async () => {
    const core = new FakeCore();
    const tab = makeTab('a', { core, bus: new FakeBus(), lock: null });
    tab.stream.start();
    await settle();
    expect(tab.opened).toBe(1);
    tab.stream.stop();
    tab.stream.start();
    await settle();
    expect(core.streams.size).toBe(1);
  });

  it('opens another stream after a gap, an error and a long silence, and asks anew each time', async () => {
    const { core, tabs } = await open('a');
    core.tick(1);
    core.only.push({ topic: 'status', seq: 99, payload: 'after a gap' });
    await settle(2000);
    expect(tabs[0]!.seen).not.toContain('status=after a gap');
    expect(tabs[0]).toMatchObject({ opened: 2 });
    expect(tabs[0]!.states.slice(-2)).toEqual(['lost', 'open']);
    await settle(25_000);
    expect(tabs[0]!.opened).toBe(3);
    core.down = true;
    await settle(60_000);
    expect(tabs[0]!.states.at(-1)).toBe('lost');
    core.down = false;
    await settle(15_000);
    expect(tabs[0]!.states.at(-1)).toBe('open');
    expect(core.only.topics.length).toBe(2);
  });
});

describe('several tabs', () => {
  it('share one stream: each gets what it asked for under its own id', async () => {
    const { core, tabs } = await open('a', 'b', 'c');
    await tabs[1]!.stream.setTopics([STATUS, query('rss')]);
    expect(core.only.topics.filter((t) => t.topic === 'status').length).toBe(1);
    core.tick(7);
    await settle();
    expect(tabs.map((t) => t.seen)).toEqual([
      ['status=7', 'query:cpu=7'],
      ['status=7', 'query:rss=7'],
      ['status=7', 'query:cpu=7'],
    ]);
    expect(tabs.map((t) => t.states.at(-1))).toEqual(['open', 'open', 'open']);
    expect(await tabs[2]!.stream.setTopics([STATUS])).toBe(true);
    expect(core.only.topics.filter((t) => t.topic === 'query').length).toBe(2);
  });

  it('hand over when the leader leaves; the others ask for a snapshot once and go on', async () => {
    const { core, tabs } = await open('a', 'b', 'c');
    tabs[0]!.stream.stop();
    await settle(100);
    core.tick(8);
    await settle();
    expect(tabs[0]!.seen).toEqual([]);
    expect(tabs[1]!.seen).toEqual(['status=8', 'query:cpu=8']);
    expect(tabs[2]!.seen).toEqual(['status=8', 'query:cpu=8']);
    expect(tabs.slice(1).map((t) => t.opened)).toEqual([2, 2]);
    expect(tabs.slice(1).map((t) => t.states.includes('lost'))).toEqual([false, false]);
  });

  it('forget a follower that leaves, with or without a word', async () => {
    const { core, bus, tabs } = await open('a', 'b', 'c');
    const queries = (): number => core.only.topics.filter((t) => t.topic === 'query').length;
    expect(queries()).toBe(3);
    tabs[1]!.stream.stop();
    await settle();
    expect(queries()).toBe(2);
    const crashed = bus.join('x', () => undefined);
    crashed.post({ kind: 'topics', from: 'x', round: 1, topics: [query('cpu')] });
    await settle();
    expect(queries()).toBe(3);
    for (let s = 0; s < 15; s += 1) {
      core.tick(s);
      await settle(1000);
    }
    expect(queries()).toBe(2);
  });

  it('take over from a leader that is frozen, which follows when it wakes', async () => {
    const { core, bus, tabs } = await open('a', 'b');
    bus.frozen.add('a');
    await settle(16_000);
    core.tick(9);
    await settle();
    expect(tabs[1]!.seen).toContain('query:cpu=9');
    bus.frozen.delete('a');
    await settle(4000);
    core.tick(10);
    await settle();
    expect(tabs[0]!.seen).toContain('query:cpu=10');
    expect(core.streams.size).toBe(1);
  });

  it('ask anew when a follower missed an event', async () => {
    const { core, bus, tabs } = await open('a', 'b');
    core.tick(1);
    await settle();
    expect(tabs[1]!.opened).toBe(1);
    bus.lose = (word) => word.kind === 'event';
    core.tick(2);
    await settle();
    bus.lose = () => false;
    core.tick(3);
    await settle();
    expect(tabs[1]!.opened).toBe(2);
    expect(tabs[1]!.seen).toContain('query:cpu=3');
  });

  it('are all told that the core is lost, and all come back', async () => {
    const { core, tabs } = await open('a', 'b');
    core.down = true;
    core.only.push({ topic: 'status', seq: 50, payload: 0 });
    core.only.push({ topic: 'status', seq: 99, payload: 0 });
    await settle(3000);
    expect(tabs.map((t) => t.states.at(-1))).toEqual(['lost', 'lost']);
    core.down = false;
    await settle(15_000);
    expect(tabs.map((t) => t.states.at(-1))).toEqual(['open', 'open']);
    expect(tabs.map((t) => t.opened)).toEqual([2, 2]);
  });
});
