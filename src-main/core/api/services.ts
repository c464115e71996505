import type { Demo, DemoFaultId } from '../../../shared/model/demo.js';
import type { Capture, CaptureInput, CaptureType } from '../../../shared/model/capture.js';
import type { DiscoveredProcess } from '../../../shared/model/discover.js';
import type { Annotation } from '../../../shared/model/annotation.js';
import type { CoreStatus } from '../../../shared/model/events.js';
import type { MetricFamily } from '../../../shared/model/metric-family.js';
import type { MetricPoint } from '../../../shared/model/metric-point.js';
import type {
  ProfileAnswer,
  ProfileLimits,
  ProfileQuestion,
  QuestionName,
} from '../../../shared/model/profile-work.js';
import type { ProfileFilter, ProfileRecord, SourceView } from '../../../shared/model/profile.js';
import type { CancelSignal } from '../../../shared/model/ports.js';
import type { Result } from '../../../shared/base/result.js';
import type { SeriesReader } from '../../../shared/model/series.js';
import type { SettingChange, SettingsView } from '../../../shared/model/settings.js';
import type { ProbeResult, Target, TargetInput } from '../../../shared/model/target.js';

/** A small whole that a page is told at once and at every change. */
export interface Told<T> {
  view(): T;
  onChange(listener: (view: T) => void): () => void;
}

/** What changed in the library. */
export interface LibraryNews {
  items: ProfileRecord[];
  removed: string[];
  usedBytes: number;
}

export interface ProfileService {
  usedBytes: number;
  quotaBytes: number;
  list(filter: { target?: string | undefined; limit?: number | undefined; cursor?: string | undefined }): {
    items: ProfileRecord[];
    nextCursor: string | null;
  };
  get(id: string): ProfileRecord;
  update(
    id: string,
    change: {
      name?: string | undefined;
      note?: string | undefined;
      tags?: string[] | undefined;
      pinned?: boolean | undefined;
      module?: string | null | undefined;
    },
  ): Promise<ProfileRecord>;
  remove(id: string): Promise<{ id: string; restorableUntil: string }>;
  restore(id: string): Promise<ProfileRecord>;
  bytesOf(id: string): { path: string; name: string; bytes: number };
  /** Throws an error with the code of the refusal. */
  ask<K extends QuestionName>(
    id: string,
    question: ProfileQuestion<K>,
    options?: { signal?: CancelSignal | undefined },
  ): Promise<ProfileAnswer<K>>;
  /** Keeps a body that was sent; of which target it is, if of one. */
  upload(
    body: AsyncIterable<Uint8Array>,
    from: { name: string; origin: ProfileRecord['origin']; targetId: string | null },
    options: { limits: ProfileLimits; signal: CancelSignal },
  ): Promise<Result<{ record: ProfileRecord; created: boolean }>>;
  source(id: string, asked: { filter: ProfileFilter; function: string }): Promise<SourceView>;
  /** Hands an execution trace to `go tool trace`. */
  traceTool(id: string): Promise<{ command: string; pid: number; url: string | null }>;
  onChange(listener: (news: LibraryNews) => void): () => void;
}

export interface CaptureService {
  types(targetId: string): Promise<CaptureType[]>;
  start(targetId: string, input: CaptureInput): Promise<Capture>;
  list(targetId?: string): Capture[];
  get(id: string): Capture;
  cancel(id: string): Capture;
  onChange(listener: (capture: Capture) => void): () => void;
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
    probe(url: string, auth?: unknown): Promise<ProbeResult>;
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
  profiles: ProfileService;
  captures: CaptureService;
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
  /** The request came over loopback. */
  isLoopback: boolean;
  requestId: string;
}
