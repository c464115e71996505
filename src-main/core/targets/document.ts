import * as v from 'valibot';
import { IntervalSeconds, SourceKind, TargetLabels } from '../../../shared/model/target.js';
import type { Format } from '../docstore/durable-file.js';

export const StoredSource = v.object({
  id: v.string(),
  kind: SourceKind,
  /** Absolute; `pid:` for the local process, found from the listening port. */
  url: v.string(),
  /** As the user set it for this source; null = the target's, else the default. */
  intervalSeconds: v.nullable(IntervalSeconds),
});
export type StoredSource = v.InferOutput<typeof StoredSource>;

/** A target as it is kept: what the user decided, nothing that is measured. */
export const StoredTarget = v.object({
  id: v.string(),
  url: v.string(),
  name: v.string(),
  labels: TargetLabels,
  intervalSeconds: v.nullable(IntervalSeconds),
  enabled: v.boolean(),
  sources: v.array(StoredSource),
  /** A CPU profile of a second every minute estimates its CPU where nothing else says it. */
  cpuSampling: v.optional(v.boolean(), false),
  /** False while its sources are guesses, because nothing answered yet: it is probed again once it is up. */
  probed: v.optional(v.boolean(), true),
  createdAt: v.string(),
});
export type StoredTarget = v.InferOutput<typeof StoredTarget>;

export const TargetsDocument = v.object({ targets: v.array(StoredTarget) });
export type TargetsDocument = v.InferOutput<typeof TargetsDocument>;

export const TARGETS_FORMAT: Format<TargetsDocument> = {
  name: 'targets',
  version: 1,
  schema: TargetsDocument,
  upgraders: {},
};
