import { chooseStep } from '../../../shared/base/step.js';
import type { StreamEvent, Topic } from '../../../shared/model/events.js';
import type { QueryResult } from '../../../shared/model/query.js';
import type { Log } from '../log/log.js';
import type { Querier } from './querier.js';
import type { Services } from './services.js';

type QueryTopic = Extract<Topic, { topic: 'query' }>;

/** Unsent bytes past which a stream is ended; the page then asks for what it missed at once. */
const MAX_BUFFERED_BYTES = 1024 * 1024;
const TICK_MS = 1000;
/** Ticks follow the polls of what is shown, so that a sample is on its way at once; never closer than this. */
const LEAST_TICK_MS = 750;
/** The sources of a target answer one after the other: a tick waits for the others. */
const GATHER_MS = 80;
/** Up to this step a tick also sends the value of this moment: nobody waits for the step to be over. */
const LONGEST_LIVE_STEP_MS = 10_000;
/** Steps sent again with each tick: a slow answer may have changed them. */
const OVERLAP_STEPS = 3;
/** A stream whose topics nobody sets is of no use. */
const MAX_STREAMS = 64;
const PULSE_MANY = 20;

interface Client {
  topics: Topic[];
  queue: { event: StreamEvent; bytes: number }[];
  queuedBytes: number;
  seq: number;
  wake: (() => void) | null;
  ended: boolean;
  /** Query id → end of what was sent, ms. */
  sentTo: Map<string, number>;
  changedTargets: Set<string>;
  /** Polled since last told, with nothing new but times and costs. */
  pulsedTargets: Set<string>;
  ticks: number;
  sentTargets: boolean;
  /** Wholes it has been told: from then on it hears of changes only. */
  sentWholes: Set<Whole>;
  /** Topics whose last turn failed: said once, not every second. */
  failing: Set<string>;
}

/** Topics that are one small whole. */
const WHOLES = ['settings', 'demo'] as const;
type Whole = (typeof WHOLES)[number] | 'captures';

/** Streams of all windows: once a second each gets the newest steps of its queries and what changed. */
export class EventHub {
  private readonly clients = new Map<string, Client>();
  private readonly services: Services;
  private readonly querier: Querier;
  private readonly log: Log;
  private readonly stops: (() => void)[] = [];
  private timer: ReturnType<typeof setTimeout>;
  private lastTick = 0;
  private closed = false;
  private due = 0;

  constructor(services: Services, querier: Querier, log: Log) {
    this.log = log;
    this.services = services;
    this.querier = querier;
    this.timer = setTimeout(() => void this.tick(), TICK_MS);
    this.stops.push(
      services.targets.onChange((id, material) => {
        for (const client of this.clients.values()) {
          (material ? client.changedTargets : client.pulsedTargets).add(id);
          if (client.topics.some((t) => t.topic === 'query' && t.expr.includes(id))) this.tickSoon();
        }
      }),
      services.annotations.onAdd((annotation) => {
        for (const client of this.clients.values()) {
          const topic = client.topics.find((t) => t.topic === 'annotations');
          if (topic === undefined || (topic.target !== undefined && topic.target !== annotation.targetId))
            continue;
          this.push(client, 'annotations', undefined, { items: [annotation] });
        }
      }),
      services.captures.onChange((capture) => {
        for (const client of this.clients.values())
          if (client.sentWholes.has('captures'))
            this.push(client, 'captures', undefined, { items: [capture] });
      }),
      services.profiles.onChange((news) => {
        for (const client of this.clients.values())
          if (client.topics.some(({ topic }) => topic === 'profiles'))
            this.push(client, 'profiles', undefined, news);
      }),
      ...WHOLES.map((topic) =>
        services[topic].onChange((view) => {
          for (const client of this.clients.values())
            if (client.sentWholes.has(topic)) this.push(client, topic, undefined, view);
        }),
      ),
    );
  }

  get streams(): number {
    return this.clients.size;
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    for (const stop of this.stops) stop();
    for (const client of this.clients.values()) this.end(client);
  }

  /** A second stream of the same client takes the place of the first: a page that reloaded. */
  async *stream(id: string, signal: AbortSignal | undefined): AsyncGenerator<StreamEvent, void, void> {
    const before = this.clients.get(id);
    if (before !== undefined) this.end(before);
    if (before === undefined && this.clients.size >= MAX_STREAMS) return;
    const client: Client = {
      topics: [],
      queue: [],
      queuedBytes: 0,
      seq: 0,
      wake: null,
      ended: false,
      sentTo: new Map(),
      changedTargets: new Set(),
      pulsedTargets: new Set(),
      ticks: 0,
      sentTargets: false,
      sentWholes: new Set(),
      failing: new Set(),
    };
    this.clients.set(id, client);
    signal?.addEventListener('abort', () => {
      this.end(client);
    });
    try {
      this.push(client, 'hello', undefined, {});
      while (!client.ended) {
        const next = client.queue.shift();
        if (next !== undefined) {
          client.queuedBytes -= next.bytes;
          yield next.event;
        } else {
          await new Promise<void>((resolve) => {
            client.wake = resolve;
          });
          client.wake = null;
        }
      }
    } finally {
      client.ended = true;
      if (this.clients.get(id) === client) this.clients.delete(id);
    }
  }

  /** Replaces the whole set of topics; false when the client has no stream. */
  setTopics(id: string, topics: Topic[]): boolean {
    const client = this.clients.get(id);
    if (client === undefined) return false;
    const known = new Set(topics.map(topicKey));
    for (const old of client.topics)
      if (!known.has(topicKey(old)) && old.topic === 'query') client.sentTo.delete(old.id);
    if (!topics.some((t) => t.topic === 'targets')) client.sentTargets = false;
    for (const whole of client.sentWholes)
      if (!topics.some((t) => t.topic === whole)) client.sentWholes.delete(whole);
    client.topics = topics;
    void this.serve(client, this.services.now());
    return true;
  }

  private readonly tick = async (): Promise<void> => {
    // The next one is planned when this one is over: nothing piles up.
    this.lastTick = performance.now();
    const now = this.services.now();
    const shared = new Map<string, Promise<QueryResult>>();
    this.due = Infinity;
    try {
      for (const client of this.clients.values()) await this.serve(client, now, shared);
    } finally {
      this.plan(Math.max(performance.now() + LEAST_TICK_MS / 2, this.lastTick + TICK_MS));
    }
  };

  private plan(due: number): void {
    if (this.closed) return;
    clearTimeout(this.timer);
    this.due = due;
    this.timer = setTimeout(() => void this.tick(), Math.max(0, due - performance.now()));
  }

  /** Something shown was polled: the next tick may come earlier than a second after the last. */
  private tickSoon(): void {
    const due = Math.max(performance.now() + GATHER_MS, this.lastTick + LEAST_TICK_MS);
    if (this.due !== Infinity && due < this.due) this.plan(due);
  }

  private async serve(
    client: Client,
    now: number,
    shared = new Map<string, Promise<QueryResult>>(),
  ): Promise<void> {
    for (const topic of client.topics) {
      if (client.ended) return;
      const key = topicKey(topic);
      try {
        await this.serveTopic(client, topic, now, shared);
        client.failing.delete(key);
      } catch (error) {
        // A bug of ours in one topic: the others go on, and so does this one at the next turn.
        if (!client.failing.has(key)) this.log.error({ topic: key, error: stackOf(error) }, 'topic failed');
        client.failing.add(key);
      }
    }
  }

  private async serveTopic(
    client: Client,
    topic: Topic,
    now: number,
    shared: Map<string, Promise<QueryResult>>,
  ): Promise<void> {
    switch (topic.topic) {
      case 'query':
        await this.serveQuery(client, topic, now, shared);
        return;
      case 'targets':
        this.serveTargets(client);
        return;
      case 'status':
        this.push(client, 'status', undefined, this.services.status());
        return;
      case 'captures':
        this.serveCaptures(client);
        return;
      case 'settings':
      case 'demo':
        this.serveWhole(client, topic.topic);
        return;
      case 'annotations': // told as they come
      case 'profiles':
    }
  }

  private async serveQuery(
    client: Client,
    topic: QueryTopic,
    now: number,
    shared: Map<string, Promise<QueryResult>>,
  ): Promise<void> {
    const step = chooseStep(topic.rangeSeconds * 1000, topic.maxPoints);
    const endMs = topic.mode === 'raw' ? now : Math.floor(now / step) * step;
    const sentTo = client.sentTo.get(topic.id);
    const live = topic.mode !== 'raw' && step <= LONGEST_LIVE_STEP_MS;
    if (topic.mode !== 'raw' && !live && sentTo !== undefined && endMs <= sentTo) return;
    const startMs = sentTo === undefined ? endMs - OVERLAP_STEPS * step : sentTo - (OVERLAP_STEPS - 1) * step;
    const window = {
      startMs: Math.max(startMs, now - topic.rangeSeconds * 1000),
      endMs,
      maxPoints: topic.maxPoints,
      ...(live ? { tailMs: now } : {}),
    };
    const key = `${topic.mode ?? ''}\u0000${topic.expr}\u0000${window.startMs.toString()}\u0000${step.toString()}`;
    let result = shared.get(key);
    if (result === undefined) {
      result = this.querier.one({ id: topic.id, expr: topic.expr, mode: topic.mode }, window, step);
      shared.set(key, result);
    }
    const payload = await result;
    client.sentTo.set(topic.id, endMs);
    if (topic.mode === 'raw' && payload.series.length === 0 && payload.error === undefined) return;
    this.push(client, 'query', topic.id, { ...payload, id: topic.id, step });
  }

  private serveWhole(client: Client, topic: (typeof WHOLES)[number]): void {
    if (client.sentWholes.has(topic)) return;
    client.sentWholes.add(topic);
    this.push(client, topic, undefined, this.services[topic].view());
  }

  private serveCaptures(client: Client): void {
    if (client.sentWholes.has('captures')) return;
    client.sentWholes.add('captures');
    this.push(client, 'captures', undefined, { items: this.services.captures.list() });
  }

  private serveTargets(client: Client): void {
    const { targets } = this.services;
    if (!client.sentTargets) {
      client.sentTargets = true;
      client.changedTargets.clear();
      this.push(client, 'targets', undefined, { items: targets.list(), removed: [], all: true });
      return;
    }
    // A model is some kilobytes: what only pulses is told every other second, of many targets every tenth.
    const every = client.pulsedTargets.size > PULSE_MANY ? 10 : 2;
    if (++client.ticks % every === 0) {
      for (const id of client.pulsedTargets) client.changedTargets.add(id);
      client.pulsedTargets.clear();
    }
    if (client.changedTargets.size === 0) return;
    const changed = [...client.changedTargets];
    client.changedTargets.clear();
    const items = changed.filter((id) => targets.has(id)).map((id) => targets.get(id));
    const removed = changed.filter((id) => !targets.has(id));
    this.push(client, 'targets', undefined, { items, removed, all: false });
  }

  private push(client: Client, topic: string, id: string | undefined, payload: unknown): void {
    if (client.ended) return;
    const event: StreamEvent = { topic, ...(id === undefined ? {} : { id }), seq: ++client.seq, payload };
    const bytes = JSON.stringify(payload).length;
    client.queuedBytes += bytes;
    if (client.queuedBytes > MAX_BUFFERED_BYTES && client.queue.length > 1) {
      this.end(client);
      return;
    }
    client.queue.push({ event, bytes });
    client.wake?.();
  }

  private end(client: Client): void {
    client.ended = true;
    client.wake?.();
  }
}

const topicKey = (topic: Topic): string =>
  topic.topic === 'query'
    ? JSON.stringify([topic.id, topic.expr, topic.mode, topic.maxPoints, topic.rangeSeconds])
    : topic.topic;

const stackOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);
