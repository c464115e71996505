import { labelsKey, type Labels } from '../../../shared/model/labels.js';
import type { MetricMetadata } from '../../../shared/model/series.js';
import type { SeriesGroup } from '../tsdb/group.js';
import type { Head } from '../tsdb/head.js';
import type { ExpositionReader, ExpositionResult, SeriesSink } from './exposition.js';
import { metadataOf } from './names.js';
import type { Ownership } from './ownership.js';
import type { EventPoint, Point } from './reading.js';

export interface ScrapeLimits {
  samplesPerScrape: number;
  labelsPerSeries: number;
  labelNameBytes: number;
  labelValueBytes: number;
  metricNameBytes: number;
  /** Ahead of our clock by more than this, a timestamp is not believed, ms. */
  futureMs: number;
}

export const SCRAPE_LIMITS: ScrapeLimits = {
  samplesPerScrape: 10_000,
  labelsPerSeries: 40,
  labelNameBytes: 256,
  labelValueBytes: 4096,
  metricNameBytes: 256,
  futureMs: 600_000,
};

/** What the last scrape had to leave out, by reason. */
export interface Dropped {
  /** Series past the limits of the head (in all, per target, per hour, memory). */
  series: number;
  /** Series with too many, too long labels or a name too long. */
  labels: number;
  /** Samples dated too far ahead. */
  future: number;
}

const OWNED_ELSEWHERE = -1;
const REFUSED = -4;
/** Refused series are asked for again this often, ms: an hour may have passed, another target may have gone. */
const RETRY_MS = 60_000;
/** Scrapes between two looks for stamped series that the head has forgotten. */
const PRUNE_SCRAPES = 60;

/**
 * Writes one source's polls into the head: decides per series once whether it is wanted (owner, limits),
 * remembers the slot, and puts each poll's values in one row of the source's group.
 */
export class SourceWriter {
  private readonly head: Head;
  private readonly ownership: Ownership;
  private readonly targetId: string;
  readonly sourceId: string;
  private readonly limits: ScrapeLimits;
  private group: SeriesGroup | null = null;
  private readonly events = new Map<string, SeriesGroup>();
  private readonly stampedGroups = new Map<string, SeriesGroup>();
  private readonly slots = new Map<string, number>();
  private slotColumn = new Int32Array(64);
  private valueColumn = new Float64Array(64);
  private ownershipVersion = -1;
  private groupReleases = 0;
  private scrapes = 0;
  /** Left out and remembered as such, since when; and what was left out of the last scrape alone. */
  private remembered = { series: 0, labels: 0 };
  private refusedSinceMs: number | null = null;
  private passing: Dropped = { series: 0, labels: 0, future: 0 };

  constructor(head: Head, ownership: Ownership, targetId: string, sourceId: string, limits = SCRAPE_LIMITS) {
    this.head = head;
    this.ownership = ownership;
    this.targetId = targetId;
    this.sourceId = sourceId;
    this.limits = limits;
  }

  get dropped(): Dropped {
    const { remembered, passing } = this;
    return {
      series: remembered.series + passing.series,
      labels: remembered.labels + passing.labels,
      future: passing.future,
    };
  }

  /** Puts an exposition's samples in one row at tMs; returns what the reader found. */
  writeExposition(
    reader: ExpositionReader,
    body: Buffer,
    openMetrics: boolean,
    tMs: number,
  ): ExpositionResult {
    const group = this.begin(256, tMs, () => {
      reader.forgetSlots();
    });
    const sink: SeriesSink = {
      slot: (name, labels, metadata) => this.slotFor(name, labels, metadata, tMs),
      stamped: (name, labels, metadata, at, value) => {
        this.writeStamped(name, labels, metadata, at, value, tMs);
      },
    };
    const result = reader.read(body, sink, openMetrics, this.limits.samplesPerScrape);
    // Nothing readable is no scrape: the caller refuses it, and no row says that it was good.
    if (result.samples > 0 || result.badLines === 0) {
      this.append(group, tMs, reader.slots, reader.values, reader.count);
    }
    return result;
  }

  /** Puts points in one row at tMs. */
  writePoints(points: readonly Point[], tMs: number): void {
    const group = this.begin(points.length, tMs, () => {
      this.slots.clear();
    });
    const room = Math.max(64, points.length);
    if (this.slotColumn.length < room) {
      this.slotColumn = new Int32Array(room);
      this.valueColumn = new Float64Array(room);
    }
    let count = 0;
    for (const { name, labels, value, metadata } of points) {
      const key = name + '\u0002' + labelsKey(labels);
      let slot = this.slots.get(key);
      if (slot === undefined) {
        slot = this.slotFor(name, labels, metadata ?? metadataOf(name), tMs);
        this.slots.set(key, slot);
      }
      this.slotColumn[count] = slot;
      this.valueColumn[count++] = value;
    }
    this.append(group, tMs, this.slotColumn, this.valueColumn, count);
  }

  /** Appends moments within the app, each with its own time. */
  writeEvents(events: readonly EventPoint[]): void {
    for (const { name, tMs, value } of events) {
      if (!this.ownership.offer(this.sourceId, name)) continue;
      let group = this.events.get(name);
      if (group === undefined) this.events.set(name, (group = this.head.newGroup(1)));
      this.writeAlone(group, name, {}, metadataOf(name), tMs, value);
    }
  }

  /** Series written to now. */
  get seriesCount(): number {
    return (this.group?.slotsInUse ?? 0) + this.stampedGroups.size + this.events.size;
  }

  /** Ends every series of this source: it missed a poll, or the target restarted. */
  writeStale(tMs: number): void {
    this.group?.appendStale(tMs);
    for (const group of this.stampedGroups.values()) group.appendStale(tMs);
  }

  /** A sample with a time of its own, in a series by itself: what callers bring in. */
  writeAt(name: string, labels: Labels, tMs: number, value: number): void {
    this.writeStamped(name, labels, metadataOf(name), tMs, value, tMs);
  }

  private writeStamped(
    name: string,
    labels: Labels,
    metadata: MetricMetadata,
    tMs: number,
    value: number,
    nowMs: number,
  ): void {
    if (tMs > nowMs + this.limits.futureMs) {
      this.passing.future++;
      return;
    }
    if (!this.ownership.offer(this.sourceId, name)) return;
    const key = name + '\u0002' + labelsKey(labels);
    const known = this.stampedGroups.get(key);
    if (known === undefined && !this.withinLimits(name, labels)) {
      this.passing.labels++;
      return;
    }
    const group = known ?? this.head.newGroup(1);
    const accepted = this.writeAlone(group, name, labels, metadata, tMs, value);
    // Only what the head took is remembered: an app may make up new series for ever.
    if (accepted && known === undefined) this.stampedGroups.set(key, group);
  }

  /** Writes a sample that has a time of its own; false when the head refuses the series. */
  private writeAlone(
    group: SeriesGroup,
    name: string,
    labels: Labels,
    metadata: MetricMetadata,
    tMs: number,
    value: number,
  ): boolean {
    const at = { targetId: this.targetId, sourceId: this.sourceId, group, first: this.scrapes === 0 };
    const series = this.head.series(at, name, { ...labels }, metadata);
    if (typeof series === 'string') {
      this.passing.series++;
      return false;
    }
    aloneSlot[0] = series.slot;
    aloneValue[0] = value;
    this.head.countSamples(group.append(tMs, aloneSlot, aloneValue, 1));
    return true;
  }

  private append(
    group: SeriesGroup,
    tMs: number,
    slots: Int32Array,
    values: Float64Array,
    count: number,
  ): void {
    // Rows without a series would be kept by nobody and dropped by nobody.
    if (group.slotsInUse > 0) this.head.countSamples(group.append(tMs, slots, values, count));
    this.scrapes++;
  }

  /** The group to write to; `forget` voids the slots remembered when they may be wrong. */
  private begin(expected: number, tMs: number, forget: () => void): SeriesGroup {
    this.passing = { series: 0, labels: 0, future: 0 };
    const group = (this.group ??= this.head.newGroup(expected));
    const current = this.ownershipVersion === this.ownership.version && this.groupReleases === group.releases;
    const retry = this.refusedSinceMs !== null && tMs - this.refusedSinceMs >= RETRY_MS;
    if (!current || retry) {
      this.ownershipVersion = this.ownership.version;
      this.groupReleases = group.releases;
      this.remembered = { series: 0, labels: 0 };
      this.refusedSinceMs = null;
      forget();
    }
    if (this.scrapes % PRUNE_SCRAPES === 0) {
      for (const [key, { slotsInUse }] of this.stampedGroups)
        if (slotsInUse === 0) this.stampedGroups.delete(key);
    }
    return group;
  }

  private slotFor(name: string, labels: Labels, metadata: MetricMetadata, tMs: number): number {
    if (!this.withinLimits(name, labels)) {
      this.remembered.labels++;
      return REFUSED;
    }
    if (!this.ownership.offer(this.sourceId, name)) return OWNED_ELSEWHERE;
    const at = {
      targetId: this.targetId,
      sourceId: this.sourceId,
      group: (this.group ??= this.head.newGroup(1)),
      first: this.scrapes === 0,
    };
    const series = this.head.series(at, name, { ...labels }, metadata);
    if (typeof series !== 'string') return series.slot;
    this.remembered.series++;
    this.refusedSinceMs ??= tMs;
    return REFUSED;
  }

  private withinLimits(name: string, labels: Labels): boolean {
    if (Buffer.byteLength(name) > this.limits.metricNameBytes) return false;
    const entries = Object.entries(labels);
    if (entries.length > this.limits.labelsPerSeries) return false;
    return entries.every(
      ([label, value]) =>
        Buffer.byteLength(label) <= this.limits.labelNameBytes &&
        Buffer.byteLength(value) <= this.limits.labelValueBytes,
    );
  }
}

const aloneSlot = new Int32Array(1);
const aloneValue = new Float64Array(1);
