import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { StreamEvent, Topic } from '../../../../../shared/model/events.js';
import { EventHub } from '../../../../../src-main/core/api/events.js';
import { Querier } from '../../../../../src-main/core/api/querier.js';
import type { Log } from '../../../../../src-main/core/log/log.js';
import type { Services } from '../../../../../src-main/core/api/services.js';
import { MemoryReader } from '../../../../helpers/memory-reader.js';
import { settle } from '../../../../helpers/fake-clock.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

function setup() {
  const reader = new MemoryReader();
  reader.load('m', '0+1x100');
  const state = { nowMs: 10_400, ids: ['a', 'b'], status: { series: 1 } as unknown };
  const lines: string[] = [];
  const log = { error: (_: unknown, text: string) => lines.push(text) } as unknown as Log;
  const listeners = {
    settings: (_: unknown): void => undefined,
    demo: (_: unknown): void => undefined,
    capture: (_: unknown): void => undefined,
    profiles: (_: unknown): void => undefined,
    change: (_: string, _material: boolean): void => undefined,
    add: (_: unknown): void => undefined,
  };
  const services = {
    now: () => state.nowMs,
    targets: {
      list: () => state.ids.map((id) => ({ id })),
      get: (id: string) => ({ id }),
      has: (id: string) => state.ids.includes(id),
      onChange: (listener: (id: string, material: boolean) => void) => {
        listeners.change = listener;
        return () => undefined;
      },
    },
    annotations: {
      onAdd: (listener: (annotation: unknown) => void) => {
        listeners.add = listener;
        return () => undefined;
      },
    },
    settings: {
      view: () => ({ theme: 'dark' }),
      onChange: (listener: (view: unknown) => void) => {
        listeners.settings = listener;
        return () => undefined;
      },
    },
    captures: {
      list: () => [{ id: 'known' }],
      onChange: (listener: (capture: unknown) => void) => {
        listeners.capture = listener;
        return () => undefined;
      },
    },
    profiles: {
      onChange: (listener: (news: unknown) => void) => {
        listeners.profiles = listener;
        return () => undefined;
      },
    },
    demo: {
      view: () => ({ state: 'off' }),
      onChange: (listener: (view: unknown) => void) => {
        listeners.demo = listener;
        return () => undefined;
      },
    },
    status: () => {
      if (state.status === 'a bug') throw new Error('a bug of ours');
      return state.status;
    },
  } as unknown as Services;
  const hub = new EventHub(services, new Querier(reader), log);
  const tick = async (): Promise<void> => {
    state.nowMs += 1000;
    vi.advanceTimersByTime(1000);
    await settle();
  };
  return { hub, state, listeners, tick, lines };
}

/** Reads a stream as a page would, unless it is told to stop reading. */
function listen(hub: EventHub, id: string, signal?: AbortSignal) {
  const events: StreamEvent[] = [];
  const state = { done: false, reading: true };
  const stream = hub.stream(id, signal);
  const run = async (): Promise<void> => {
    for (;;) {
      while (!state.reading) await settle();
      const next = await stream.next();
      if (next.done === true) break;
      events.push(next.value);
    }
    state.done = true;
  };
  void run();
  const take = (): string[] =>
    events.splice(0).map(({ topic, id: query, payload }) => {
      const { t, series, items, removed } = payload as {
        t?: number[];
        series?: { v: unknown[] }[];
        items?: { id: string }[];
        removed?: string[];
      };
      if (t !== undefined)
        return `${query ?? ''} ${t.map((ms, i) => `${ms / 1000}:${String(series?.[0]?.v[i])}`).join(' ')}`;
      return [
        topic,
        ...(items ?? []).map((item) => item.id),
        ...(removed ?? []).map((gone) => `-${gone}`),
      ].join(' ');
    });
  return { events, state, take };
}

const query = (id: string, expr: string, maxPoints = 900): Topic => ({
  topic: 'query',
  id,
  expr,
  maxPoints,
  rangeSeconds: 900,
});

describe('the stream of a window', () => {
  it('numbers its messages from one on', async () => {
    const { hub, tick } = setup();
    const page = listen(hub, 'page');
    await settle();
    hub.setTopics('page', [query('q', 'm'), { topic: 'status' }]);
    for (let i = 0; i < 3; i++) await tick();
    expect(page.events.map(({ seq }) => seq)).toEqual(page.events.map((_, i) => i + 1));
    expect(page.events[0]!.topic).toBe('hello');
    hub.close();
    await settle();
    expect(page.state.done).toBe(true);
    expect(hub.streams).toBe(0);
  });

  it('sends the newest steps, the last ones again, and what is known now before its step is over', async () => {
    const { hub, tick, state } = setup();
    const page = listen(hub, 'page');
    await settle();
    hub.setTopics('page', [query('q', 'm')]);
    await settle();
    expect(page.take()).toEqual(['hello', 'q 7:7 8:8 9:9 10:10 10.4:10']);
    await tick();
    expect(page.take()).toEqual(['q 8:8 9:9 10:10 11:11 11.4:11']);
    state.nowMs -= 900;
    await tick();
    expect(page.take()).toEqual(['q 9:9 10:10 11:11 11.5:11']);
    hub.close();
  });

  it('sends a step of more than ten seconds only when it is over', async () => {
    const { hub, tick } = setup();
    const page = listen(hub, 'page');
    await settle();
    hub.setTopics('page', [query('q', 'm', 60)]);
    await settle();
    page.take();
    for (let i = 0; i < 4; i++) await tick();
    expect(page.take()).toEqual([]);
    await tick();
    expect(page.take()).toEqual(['q -30:null -15:null 0:0 15:15']);
    hub.close();
  });

  it('ticks soon after a target that is shown was polled, but not more often than every 750 ms', async () => {
    const { hub, tick, listeners } = setup();
    const page = listen(hub, 'page');
    await settle();
    hub.setTopics('page', [query('q', 'm{target="a"}')]);
    await tick();
    page.take();
    const wait = async (ms: number): Promise<number> => {
      vi.advanceTimersByTime(ms);
      await settle();
      return page.take().length;
    };
    listeners.change('b', false);
    expect(await wait(900)).toBe(0);
    listeners.change('a', false);
    expect(await wait(79)).toBe(0);
    expect(await wait(1)).toBe(1);
    listeners.change('a', false);
    expect(await wait(749)).toBe(0);
    expect(await wait(1)).toBe(1);
    expect(await wait(999)).toBe(0);
    expect(await wait(1)).toBe(1);
    hub.close();
  });

  it('replaces the topics as a whole; what stays goes on, what changed begins anew', async () => {
    const { hub, tick } = setup();
    const page = listen(hub, 'page');
    await settle();
    hub.setTopics('page', [query('q', 'm'), query('r', 'm * 2'), { topic: 'targets' }]);
    await settle();
    page.take();
    hub.setTopics('page', [query('q', 'm'), query('r', 'm * 3')]);
    await settle();
    expect(page.take()).toEqual(['q 8:8 9:9 10:10 10.4:10', 'r 7:21 8:24 9:27 10:30 10.4:30']);
    hub.setTopics('page', []);
    await tick();
    expect(page.take()).toEqual([]);
    expect(hub.setTopics('nobody', [])).toBe(false);
    hub.close();
  });

  it('tells all targets once, then those that changed and those that are gone', async () => {
    const { hub, tick, state, listeners } = setup();
    const page = listen(hub, 'page');
    await settle();
    hub.setTopics('page', [{ topic: 'targets' }]);
    await settle();
    listeners.change('b', true);
    listeners.change('b', true);
    await tick();
    state.ids = ['a'];
    listeners.change('b', true);
    await tick();
    await tick();
    expect(page.take()).toEqual(['hello', 'targets a b', 'targets b', 'targets -b']);
    hub.close();
  });

  it('tells of targets that were only polled every other second', async () => {
    const { hub, tick, listeners } = setup();
    const page = listen(hub, 'page');
    await settle();
    hub.setTopics('page', [{ topic: 'targets' }]);
    await settle();
    page.take();
    const told: number[] = [];
    for (let i = 0; i < 6; i++) {
      listeners.change('a', false);
      await tick();
      told.push(page.take().length);
    }
    expect(told.reduce((sum, n) => sum + n, 0)).toBe(3);
    expect(Math.max(...told)).toBe(1);
    hub.close();
  });

  it('tells annotations as they are made, of one target or of all', async () => {
    const { hub, listeners } = setup();
    const [one, all, none] = [listen(hub, 'one'), listen(hub, 'all'), listen(hub, 'none')];
    await settle();
    hub.setTopics('one', [{ topic: 'annotations', target: 'a' }]);
    hub.setTopics('all', [{ topic: 'annotations' }]);
    listeners.add({ id: 'x', targetId: 'a' });
    listeners.add({ id: 'y', targetId: 'b' });
    await settle();
    expect([one.take(), all.take(), none.take()]).toEqual([
      ['hello', 'annotations x'],
      ['hello', 'annotations x', 'annotations y'],
      ['hello'],
    ]);
    hub.close();
  });

  it('asks for a query that two windows show only once', async () => {
    const { hub, tick } = setup();
    const one = vi.spyOn(Querier.prototype, 'one');
    listen(hub, 'a');
    listen(hub, 'b');
    await settle();
    for (const id of ['a', 'b']) hub.setTopics(id, [query('q', 'm')]);
    await settle();
    one.mockClear();
    await tick();
    expect(one).toHaveBeenCalledTimes(1);
    hub.close();
  });
});

describe('a stream ends', () => {
  it('when its window opens another one', async () => {
    const { hub } = setup();
    const first = listen(hub, 'page');
    await settle();
    const second = listen(hub, 'page');
    await settle();
    expect([first.state.done, second.state.done, hub.streams]).toEqual([true, false, 1]);
    hub.close();
  });

  it('when its window leaves', async () => {
    const { hub } = setup();
    const leave = new AbortController();
    const page = listen(hub, 'page', leave.signal);
    await settle();
    leave.abort();
    await settle();
    expect([page.state.done, hub.streams]).toEqual([true, 0]);
    hub.close();
  });

  it('when more than 1 MiB waits unread, not when as much was read', async () => {
    const { hub, tick, state } = setup();
    state.status = { filler: 'x'.repeat(300_000) };
    const [quick, slow] = [listen(hub, 'quick'), listen(hub, 'slow')];
    await settle();
    slow.state.reading = false;
    for (const id of ['quick', 'slow']) hub.setTopics(id, [{ topic: 'status' }]);
    for (let i = 0; i < 8; i++) await tick();
    expect(quick.events.length).toBeGreaterThan(8);
    slow.state.reading = true;
    await settle();
    await settle();
    expect([quick.state.done, slow.state.done, hub.streams]).toEqual([false, true, 1]);
    hub.close();
  });

  it('not for what a window read that is always a little behind', async () => {
    const { hub, tick, state } = setup();
    state.status = { filler: 'x'.repeat(300_000) };
    const stream = hub.stream('behind', undefined);
    await stream.next();
    hub.setTopics('behind', [{ topic: 'status' }]);
    await tick();
    for (let i = 0; i < 8; i++) {
      await tick();
      expect((await stream.next()).done).toBe(false);
    }
    hub.close();
  });

  it('past 64 of them at once, but not for a window that had one', async () => {
    const { hub } = setup();
    for (let i = 0; i < 64; i++) listen(hub, `page${i}`);
    await settle();
    const [more, again] = [listen(hub, 'one-more'), listen(hub, 'page3')];
    await settle();
    expect([more.state.done, again.state.done, hub.streams]).toEqual([true, false, 64]);
    hub.close();
  });
});

describe('topics that are one whole', () => {
  it('are told at once and at every change, each to who asked for it', async () => {
    const { hub, listeners, tick } = setup();
    const [page, other] = [listen(hub, 'page'), listen(hub, 'other')];
    await settle();
    hub.setTopics('page', [{ topic: 'settings' }, { topic: 'demo' }]);
    await settle();
    expect(page.events.slice(1).map(({ topic, payload }) => [topic, payload])).toEqual([
      ['settings', { theme: 'dark' }],
      ['demo', { state: 'off' }],
    ]);
    page.events.length = 0;
    await tick();
    listeners.settings({ theme: 'light' });
    hub.setTopics('page', [{ topic: 'settings' }]);
    listeners.demo({ state: 'building' });
    await settle();
    expect(page.events.map(({ payload }) => payload)).toEqual([{ theme: 'light' }]);
    hub.setTopics('page', [{ topic: 'settings' }, { topic: 'demo' }]);
    await settle();
    expect(page.events.at(-1)?.payload).toEqual({ state: 'off' });
    expect(other.take()).toEqual(['hello']);
    hub.close();
  });
});

describe('captures and profiles', () => {
  it('are told as they change, captures with those that are known first', async () => {
    const { hub, listeners } = setup();
    const [page, other] = [listen(hub, 'page'), listen(hub, 'other')];
    await settle();
    hub.setTopics('page', [{ topic: 'captures' }, { topic: 'profiles' }]);
    await settle();
    listeners.capture({ id: 'new' });
    listeners.profiles({ items: [], removed: ['x'], usedBytes: 1 });
    await settle();
    expect(page.events.slice(1).map(({ topic, payload }) => [topic, payload])).toEqual([
      ['captures', { items: [{ id: 'known' }] }],
      ['captures', { items: [{ id: 'new' }] }],
      ['profiles', { items: [], removed: ['x'], usedBytes: 1 }],
    ]);
    expect(other.events.slice(1)).toEqual([]);
    hub.close();
  });
});

describe('a bug of ours in one topic', () => {
  it('is logged once, ends nothing, and is over when it is', async () => {
    const { hub, state, tick, lines } = setup();
    const page = listen(hub, 'page');
    await settle();
    state.status = 'a bug';
    hub.setTopics('page', [{ topic: 'status' }, query('q', 'm')]);
    await settle();
    for (let i = 0; i < 3; i++) await tick();
    expect(lines).toEqual(['topic failed']);
    expect(page.events.filter(({ topic }) => topic === 'query').length).toBeGreaterThan(2);
    state.status = { series: 1 };
    await tick();
    expect(page.events.filter(({ topic }) => topic === 'status')).toHaveLength(1);
    expect([page.state.done, hub.streams]).toEqual([false, 1]);
    hub.close();
  });
});
