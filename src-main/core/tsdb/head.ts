import type { SeriesRef } from '../../../shared/base/brand.js';
import type { Labels } from '../../../shared/model/labels.js';
import type { MetricMetadata } from '../../../shared/model/series.js';
import { SeriesGroup } from './group.js';
import { SeriesTable } from './series-table.js';

export interface HeadOptions {
  /** Bytes of samples and series it may hold; older rows go first, then new series are refused. */
  budgetBytes: number;
  /** How far back it keeps rows while there is room, ms. */
  retentionMs: number;
  /** Never shrinks below this to make room; past it new series are refused. */
  minimumMs: number;
  maxSeries: number;
  maxSeriesPerTarget: number;
  /** Refused once a target has shown this many new ones within an hour, its first scrapes apart. */
  maxNewSeriesPerTargetAndHour: number;
}

const MIB = 1024 * 1024;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export const HEAD_DEFAULTS: HeadOptions = {
  budgetBytes: 32 * MIB,
  retentionMs: HOUR,
  minimumMs: 5 * MINUTE,
  maxSeries: 50_000,
  maxSeriesPerTarget: 20_000,
  maxNewSeriesPerTargetAndHour: 5000,
};

/** Where a series' samples lie. */
export interface Place {
  group: SeriesGroup;
  slot: number;
}

/** Where they lay until another source took the series over; the group's later rows say nothing of it. */
export interface EarlierPlace extends Place {
  untilMs: number;
}

/** A series is measured by a target's source and written to one slot of a group. */
export interface HeadSeries {
  ref: SeriesRef;
  targetId: string;
  sourceId: string;
  name: string;
  /** The app's own labels, without the name. */
  labels: Labels;
  group: SeriesGroup;
  slot: number;
  /** Where it lay before another source took it over, oldest first. */
  earlier: readonly EarlierPlace[];
  metadata: MetricMetadata;
}

export type RefusalReason = 'total' | 'target' | 'churn' | 'memory';

interface TargetBook {
  series: SeriesTable<HeadSeries>;
  groups: Set<SeriesGroup>;
  /** Start of the running hour of the churn limit and the new series seen in it. */
  hourStart: number;
  hourNew: number;
}

/** Label values remembered to be shared; forgotten together, so that churn cannot fill memory with them. */
const SHARED_VALUES = 10_000;
const NOWHERE: readonly EarlierPlace[] = [];

/** What a series costs beside its samples: object, labels and index entries, measured at about 300 bytes. */
const SERIES_BYTES = 300;

/**
 * The newest samples of every series, in memory: the store behind live charts. Rows older than the
 * retention go; under memory pressure the window shrinks to `minimumMs` before a new series is refused.
 */
export class Head {
  readonly options: HeadOptions;
  private readonly targets = new Map<string, TargetBook>();
  private readonly byName = new Map<string, Set<HeadSeries>>();
  /** Removed targets whose samples wait for an undo, in order of removal: what goes first when room is short. */
  private readonly expendable = new Set<string>();
  private readonly values = new Map<string, string>();
  private seriesTotal = 0;
  private nextRef = 1;
  private nextGroup = 1;
  private now = 0;
  private windowMs: number;
  samplesTotal = 0;

  constructor(options: Partial<HeadOptions> = {}) {
    this.options = { ...HEAD_DEFAULTS, ...options };
    this.windowMs = this.options.retentionMs;
  }

  /** Takes effect with the next upkeep: rows that no longer fit go, oldest first. */
  setBudget(bytes: number): void {
    this.options.budgetBytes = bytes;
  }

  /** A group for series sampled together; `expected` sizes it. It counts from its first series on. */
  newGroup(expected: number): SeriesGroup {
    return new SeriesGroup(this.nextGroup++, expected);
  }

  find(targetId: string, name: string, labels: Labels): HeadSeries | undefined {
    return this.targets.get(targetId)?.series.get(name, labels);
  }

  /**
   * The series of that name and labels, made in `group` if it is new. `first` exempts it from the hourly
   * limit: what a source shows in its first scrape is its size, not churn.
   */
  series(
    at: { targetId: string; sourceId: string; group: SeriesGroup; first: boolean },
    name: string,
    labels: Labels,
    metadata: MetricMetadata,
  ): HeadSeries | RefusalReason {
    const book = this.book(at.targetId);
    const known = book.series.get(name, labels);
    if (known !== undefined) {
      if (known.group !== at.group) move(known, at.group);
      book.groups.add(at.group);
      known.sourceId = at.sourceId;
      known.metadata = metadata;
      return known;
    }
    let refusal = this.refuse(book, at.first);
    while ((refusal === 'total' || refusal === 'memory') && this.dropExpendable()) {
      refusal = this.refuse(book, at.first);
    }
    if (refusal !== null) return refusal;
    const series: HeadSeries = {
      ref: this.nextRef++ as SeriesRef,
      targetId: at.targetId,
      sourceId: at.sourceId,
      name,
      labels: this.shareValues(labels),
      group: at.group,
      slot: at.group.takeSlot(),
      earlier: NOWHERE,
      metadata,
    };
    book.groups.add(at.group);
    book.series.add(series);
    let named = this.byName.get(name);
    if (named === undefined) this.byName.set(name, (named = new Set()));
    named.add(series);
    this.seriesTotal++;
    return series;
  }

  /** Most label values repeat from series to series; one string serves them all. */
  private shareValues(labels: Labels): Labels {
    if (this.values.size > SHARED_VALUES) this.values.clear();
    const shared: Record<string, string> = {};
    for (const [label, value] of Object.entries(labels)) {
      const known = this.values.get(value);
      if (known === undefined) this.values.set(value, value);
      shared[label] = known ?? value;
    }
    return shared;
  }

  /** Counts what was appended; groups are written to directly. */
  countSamples(count: number): void {
    this.samplesTotal += count;
  }

  private refuse(book: TargetBook, first: boolean): RefusalReason | null {
    const { maxSeries, maxSeriesPerTarget, maxNewSeriesPerTargetAndHour } = this.options;
    if (this.seriesTotal >= maxSeries) return 'total';
    if (book.series.size >= maxSeriesPerTarget) return 'target';
    if (this.windowMs <= this.options.minimumMs && this.usedBytes > this.options.budgetBytes) return 'memory';
    if (first) return null;
    if (this.now - book.hourStart >= HOUR) {
      book.hourStart = this.now;
      book.hourNew = 0;
    }
    if (book.hourNew >= maxNewSeriesPerTargetAndHour) return 'churn';
    book.hourNew++;
    return null;
  }

  /** Series of a name, or all. */
  *candidates(name: string | null): Iterable<HeadSeries> {
    if (name !== null) {
      yield* this.byName.get(name) ?? [];
      return;
    }
    for (const named of this.byName.values()) yield* named;
  }

  targetSeries(targetId: string): Iterable<HeadSeries> {
    return this.targets.get(targetId)?.series.values() ?? [];
  }

  /** Groups of a target, for stale markers. */
  groups(targetId: string): Iterable<SeriesGroup> {
    return this.targets.get(targetId)?.groups ?? [];
  }

  seriesOf(targetId: string): number {
    return this.targets.get(targetId)?.series.size ?? 0;
  }

  /** A removed target's samples stay while there is room for them; those of a restored one stay anyway. */
  setExpendable(targetId: string, isExpendable: boolean): void {
    if (isExpendable) this.expendable.add(targetId);
    else this.expendable.delete(targetId);
  }

  private dropExpendable(): boolean {
    const [oldest] = this.expendable;
    if (oldest === undefined) return false;
    this.dropTarget(oldest);
    return true;
  }

  dropTarget(targetId: string): void {
    this.expendable.delete(targetId);
    const book = this.targets.get(targetId);
    if (book === undefined) return;
    for (const series of book.series.values()) this.unlink(series);
    this.targets.delete(targetId);
  }

  get seriesCount(): number {
    return this.seriesTotal;
  }

  get usedBytes(): number {
    let bytes = this.seriesTotal * SERIES_BYTES;
    for (const book of this.targets.values()) for (const group of book.groups) bytes += group.bytes;
    return bytes;
  }

  /** How far back rows are kept now, ms. */
  get window(): number {
    return this.windowMs;
  }

  /** Drops what is too old, makes room, forgets series without a sample left. Called every few seconds. */
  maintain(nowMs: number): void {
    this.now = nowMs;
    const { budgetBytes, retentionMs, minimumMs } = this.options;
    this.dropOlderThan(nowMs - this.windowMs);
    while (this.usedBytes > budgetBytes && this.dropExpendable());
    while (this.usedBytes > budgetBytes && this.windowMs > minimumMs) {
      const oldest = Math.min(...this.allGroups().map((group) => group.oldestSealedEnd));
      const reach = oldest === Infinity ? minimumMs : Math.max(minimumMs, nowMs - oldest - 1);
      this.windowMs = Math.max(minimumMs, Math.min(this.windowMs - MINUTE, reach));
      this.dropOlderThan(nowMs - this.windowMs);
    }
    if (this.windowMs < retentionMs && this.usedBytes < budgetBytes * 0.9) {
      // Memory reaches further back again as fast as time passes: nothing that was dropped returns.
      this.windowMs = Math.min(retentionMs, this.windowMs + 5000);
    }
    this.forgetEmptySeries();
  }

  private allGroups(): SeriesGroup[] {
    return [...this.targets.values()].flatMap((book) => [...book.groups]);
  }

  private dropOlderThan(tMs: number): void {
    for (const book of this.targets.values()) {
      for (const group of book.groups) group.dropOlderThan(tMs);
    }
  }

  private forgetEmptySeries(): void {
    for (const book of this.targets.values()) {
      for (const series of [...book.series.values()]) {
        if (series.earlier.length > 0)
          series.earlier = series.earlier.filter((place) => !releaseIfEmpty(place));
        if (series.earlier.length > 0 || !releaseIfEmpty(series)) continue;
        book.series.delete(series);
        this.unlink(series);
      }
      for (const group of book.groups) if (group.slotsInUse === 0) book.groups.delete(group);
    }
  }

  private unlink(series: HeadSeries): void {
    const named = this.byName.get(series.name);
    named?.delete(series);
    if (named?.size === 0) this.byName.delete(series.name);
    this.seriesTotal--;
  }

  private book(targetId: string): TargetBook {
    let book = this.targets.get(targetId);
    if (book === undefined) {
      book = { series: new SeriesTable(), groups: new Set(), hourStart: this.now, hourNew: 0 };
      this.targets.set(targetId, book);
    }
    return book;
  }
}

/** The series goes on in another group; what was written stays where it is. */
function move(series: HeadSeries, group: SeriesGroup): void {
  const left = { group: series.group, slot: series.slot, untilMs: series.group.lastT };
  series.earlier = [...series.earlier, left];
  series.group = group;
  series.slot = group.takeSlot();
}

function releaseIfEmpty({ group, slot }: Place): boolean {
  if (group.holdsValues(slot)) return false;
  group.releaseSlot(slot);
  return true;
}
