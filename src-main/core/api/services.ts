import type { Demo, DemoFaultId } from '../../../shared/model/demo.js';
import type { DiscoveredProcess } from '../../../shared/model/discover.js';
import type { Annotation } from '../../../shared/model/annotation.js';
import type { CoreStatus } from '../../../shared/model/events.js';
import type { MetricFamily } from '../../../shared/model/metric-family.js';
import type { MetricPoint } from '../../../shared/model/metric-point.js';
import type { SeriesReader } from '../../../shared/model/series.js';
import type { SettingChange, SettingsView } from '../../../shared/model/settings.js';
import type { ProbeResult, Target, TargetInput } from '../../../shared/model/target.js';

/** A small whole that a page is told at once and at every change. */
export interface Told<T> {
  view(): T;
  onChange(listener: (view: T) => void): () => void;
}

/** What the API serves, as the composition root hands it in. */
export interface Services {
  version: string;
  reader: SeriesReader;
  now(): number;
  targets: {
    list(): Target[];
    get(id: string): Target;
    has(id: string): boolean;
    add(input: TargetInput): Promise<Target>;
    update(id: string, input: TargetInput): Promise<Target>;
    remove(id: string): Promise<{ id: string; restorableUntil: string }>;
    restore(id: string): Promise<Target>;
    probe(url: string): Promise<ProbeResult>;
    discover(): Promise<{ items: DiscoveredProcess[]; processes: number; tookMs: number }>;
    onChange(listener: (id: string, material: boolean) => void): () => void;
  };
  annotations: {
    list(filter: {
      targetId?: string | undefined;
      startMs?: number | undefined;
      endMs?: number | undefined;
    }): Annotation[];
    onAdd(listener: (annotation: Annotation) => void): () => void;
  };
  settings: Told<SettingsView> & {
    /** As the file stands now. */
    refresh(): Promise<SettingsView>;
    change(changes: readonly SettingChange[]): Promise<SettingsView>;
  };
  demo: Told<Demo> & {
    refresh(): Promise<Demo>;
    start(): Demo;
    stop(): Demo;
    fault(id: DemoFaultId, on: boolean): Promise<Demo>;
  };
  /** Newest sample of every series of one target or of all. */
  latest(targetId?: string): MetricPoint[];
  /** What a target says, by metric name. */
  families(targetId: string): MetricFamily[];
  /** The same as Prometheus text, of the series that any of the selectors match; null = all. */
  federate(
    selectors: readonly string[] | null,
  ): { ok: true; text: string } | { ok: false; code: string; message: string };
  ownMetrics(): string;
  status(): CoreStatus;
}

/** Who calls: roles come with users; the local token is an admin. */
export interface Actor {
  id: string;
  kind: 'local' | 'anonymous';
  role: 'public' | 'viewer' | 'operator' | 'admin';
}

export interface Context {
  actor: Actor;
  requestId: string;
}
