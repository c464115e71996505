import * as v from 'valibot';
import { Missing, SourceKind } from './target.js';

/** A Go program that runs on this machine. */
export const DiscoveredProcess = v.object({
  pid: v.number(),
  exe: v.string(),
  module: v.nullable(v.string()),
  goVersion: v.string(),
  buildVersion: v.nullable(v.string()),
  ports: v.array(v.number()),
  sources: v.array(v.object({ kind: SourceKind, url: v.string() })),
  missing: v.array(Missing),
  targetId: v.nullable(v.string()),
  /** CPU in cores since the look before, or since it started; null = not readable. */
  cpuCores: v.nullable(v.number()),
  rssBytes: v.nullable(v.number()),
  /** RFC 3339; null = not readable. */
  startedAt: v.nullable(v.string()),
});
export type DiscoveredProcess = v.InferOutput<typeof DiscoveredProcess>;
