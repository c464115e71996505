import type { GoroutineGroup, LabelKey } from '../../../../shared/model/profile.js';
import type { GoroutineFacts } from './facts.js';
import { standsAt, type Frame } from './stacks.js';
import { Waits } from './waits.js';

const VALUES_LISTED = 20;

/** Counts by some key, and the key with most. */
class Tally<K> {
  readonly counts = new Map<K, number>();

  add(key: K, count: number): void {
    this.counts.set(key, (this.counts.get(key) ?? 0) + count);
  }

  get most(): K | undefined {
    let best: [K, number] | undefined;
    for (const entry of this.counts) if (best === undefined || entry[1] > best[1]) best = entry;
    return best?.[0];
  }
}

/** Goroutines put together. Of a group that has several stacks, states or creators the most frequent is shown. */
export class Group {
  readonly key: string;
  count = 0;
  private leaked = 0;
  private readonly nodes = new Tally<number>();
  private readonly states = new Tally<string>();
  private readonly creators = new Tally<number>();
  private readonly waits = new Waits();
  private readonly labels = new Map<string, Tally<string>>();

  constructor(key: string) {
    this.key = key;
  }

  add(facts: GoroutineFacts, node: number, creator: number, count: number): void {
    this.count += count;
    if (facts.leaked) this.leaked += count;
    this.nodes.add(node, count);
    this.states.add(facts.state, count);
    this.creators.add(creator, count);
    this.waits.add(facts.minutes, count);
    for (const { key, value } of facts.labels) {
      let values = this.labels.get(key);
      if (values === undefined) this.labels.set(key, (values = new Tally()));
      values.add(value, count);
    }
  }

  done(stackAt: (node: number) => Frame[], creatorAt: (location: number) => Frame | null): GoroutineGroup {
    const stack = stackAt(this.nodes.most ?? 0);
    return {
      key: this.key,
      count: this.count,
      state: this.states.most ?? '',
      leaked: this.leaked,
      ...this.waits.summary(),
      waits: this.waits.bars(),
      stack,
      standsAt: standsAt(stack),
      createdBy: creatorAt(this.creators.most ?? -1),
      labels: [...this.labels].map(([key, values]) => labelKey(key, values)).sort(byKey),
    };
  }
}

function labelKey(key: string, { counts }: Tally<string>): LabelKey {
  const values = [...counts]
    .map(([value, total]) => ({ value, total }))
    .sort((a, b) => b.total - a.total || (a.value < b.value ? -1 : 1));
  return {
    key,
    unit: null,
    values: values.slice(0, VALUES_LISTED),
    more: Math.max(0, values.length - VALUES_LISTED),
  };
}

const byKey = (a: LabelKey, b: LabelKey): number => (a.key < b.key ? -1 : 1);
