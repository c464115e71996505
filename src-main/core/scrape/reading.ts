import type { Failure } from '../../../shared/base/result.js';
import type { MetricMetadata } from '../../../shared/model/series.js';

/** One value of a poll. Without metadata the canonical table speaks for the name. */
export interface Point {
  name: string;
  labels: Readonly<Record<string, string>>;
  value: number;
  metadata?: MetricMetadata;
}

/** A moment within the app rather than of the poll: a GC pause. */
export interface EventPoint {
  name: string;
  tMs: number;
  value: number;
}

/** Facts by which a target's identity and restarts are known. */
export interface Identity {
  pid?: number;
  /** Start of the process, epoch ms. */
  startTimeMs?: number;
  /** Counters that never fall while the process lives. */
  counters?: Partial<Record<'numGC' | 'totalAlloc' | 'mallocs', number>>;
  /** What a person would call it: the last part of the main package's path. */
  program?: string;
  goVersion?: string;
  module?: string;
  buildVersion?: string;
}

/** What one poll of a source gave. */
export interface Reading {
  points: Point[];
  events: EventPoint[];
  identity: Identity;
  /** Parts that could not be read though the rest could; the target says so as `partial`. */
  partial: Failure | null;
}

export const emptyReading = (): Reading => ({ points: [], events: [], identity: {}, partial: null });

const NO_LABELS: Readonly<Record<string, string>> = Object.freeze({});

export const point = (name: string, value: number, labels = NO_LABELS): Point => ({ name, labels, value });
