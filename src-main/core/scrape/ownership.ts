import type { SourceKind } from '../../../shared/model/target.js';
import { PER_SOURCE, STANDS_FOR } from './names.js';

export interface Offerer {
  id: string;
  kind: SourceKind;
  /** As configured, before backing off: what backs off keeps its names. */
  intervalMs: number;
}

/** Ties in the interval go to the source that knows most exactly. */
const PRIORITY: Record<SourceKind, number> = {
  gopherscope: 0,
  prometheus: 1,
  expvar: 2,
  pprof: 3,
  process: 4,
};

/**
 * Which source writes a metric name of a target: the one with the shortest interval among those that offer
 * it and are not down. It changes only when the sources do or one of them is down for a minute, so that a
 * chart's line does not jump between two clocks.
 */
export class Ownership {
  private readonly offers = new Map<string, Set<string>>();
  private readonly owners = new Map<string, string>();
  private ranked: Offerer[] = [];
  private readonly down = new Set<string>();
  /** Grows when any owner may have changed: who remembers answers asks again. */
  version = 0;

  setSources(sources: readonly Offerer[]): void {
    this.ranked = [...sources].sort(
      (a, b) => a.intervalMs - b.intervalMs || PRIORITY[a.kind] - PRIORITY[b.kind],
    );
    const ids = new Set(sources.map((source) => source.id));
    for (const id of this.offers.keys()) if (!ids.has(id)) this.offers.delete(id);
    this.changed();
  }

  /** Returns whether that changed anything. */
  setDown(id: string, isDown: boolean): boolean {
    if (this.down.has(id) === isDown) return false;
    if (isDown) this.down.add(id);
    else this.down.delete(id);
    this.changed();
    return true;
  }

  /** The source gives this name; true when it is the one to write it. */
  offer(id: string, name: string): boolean {
    if (PER_SOURCE.has(name)) return true;
    let names = this.offers.get(id);
    if (names === undefined) this.offers.set(id, (names = new Set()));
    if (!names.has(name)) {
      names.add(name);
      const before = this.owners.get(name);
      this.owners.delete(name);
      if (before !== undefined && this.owner(name) !== before) this.version++;
    }
    return this.owner(name) === id;
  }

  owner(name: string): string | undefined {
    const known = this.owners.get(name);
    if (known !== undefined) return known;
    const found = this.ranked.find(
      ({ id }) => !this.down.has(id) && this.offers.get(id)?.has(name) === true,
    )?.id;
    if (found !== undefined) this.owners.set(name, found);
    return found;
  }

  /** Whether any source but the derived values gives this name. */
  isOffered(name: string): boolean {
    return this.owner(name) !== undefined;
  }

  /** Names a source writes. */
  ownedBy(id: string): string[] {
    return [...(this.offers.get(id) ?? [])].filter((name) => this.owner(name) === id);
  }

  /** A source that has answered and whose every name another writes: polling it would cost for nothing. */
  isIdle(id: string): boolean {
    const names = this.offers.get(id);
    if (names === undefined || names.size === 0) return false;
    for (const name of names) {
      if (this.owner(name) !== id) continue;
      const better = STANDS_FOR[name];
      if (better === undefined || this.owner(better) === undefined) return false;
    }
    return true;
  }

  private changed(): void {
    this.owners.clear();
    this.version++;
  }
}
