import * as v from 'valibot';
import { AuthView } from './auth.js';
import { Message } from './message.js';

export const SOURCE_KINDS = ['pprof', 'expvar', 'prometheus', 'gopherscope', 'process'] as const;
export const SourceKind = v.picklist(SOURCE_KINDS);
export type SourceKind = v.InferOutput<typeof SourceKind>;

/** Names with two underscores in front are Prometheus' own: `__name__` is the metric's name. */
const LabelName = v.pipe(
  v.string(),
  v.regex(/^(?!__)[a-zA-Z_][a-zA-Z0-9_]*$/, 'letters, digits and _ only, no __ in front'),
  v.maxLength(256),
);
export const TargetLabels = v.pipe(
  v.record(LabelName, v.pipe(v.string(), v.maxLength(4096))),
  v.check((labels) => Object.keys(labels).length <= 40, 'at most 40 labels'),
);

/** Seconds between two polls; 1-60, as the page offers. */
export const IntervalSeconds = v.pipe(v.number(), v.minValue(1), v.maxValue(60));
const Url = v.pipe(v.string(), v.minLength(1), v.maxLength(2048));
const Name = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(300));

/** A source as a user names it. `process` has a url `pid:123` or none: it is found from the listening port. */
export const SourceInput = v.object({
  kind: SourceKind,
  url: Url,
  intervalSeconds: v.optional(v.nullable(IntervalSeconds)),
});
export type SourceInput = v.InferOutput<typeof SourceInput>;

export const TargetInput = v.object({
  url: v.optional(Url),
  /** At least one: a target that is asked nowhere is paused with `enabled`. */
  sources: v.optional(v.pipe(v.array(SourceInput), v.minLength(1), v.maxLength(16))),
  name: v.optional(Name),
  labels: v.optional(TargetLabels),
  /** Replaces every source's default interval except that of heap?debug=1; null = the defaults again. */
  intervalSeconds: v.optional(v.nullable(IntervalSeconds)),
  enabled: v.optional(v.boolean()),
  /** Opt-in: the app's only CPU profiler is taken for a second each minute. */
  cpuSampling: v.optional(v.boolean()),
  /** A {@link BearerAuth}, or null for none any more; other kinds are answered with 422 NOT_AVAILABLE. */
  auth: v.optional(v.unknown()),
});
export type TargetInput = v.InferOutput<typeof TargetInput>;

/** CPU time that polling this source takes from the app, ms per second; 10 = 1 % of a core. */
export const Cost = v.object({ msPerSecond: v.number(), basis: v.picklist(['measured', 'estimated']) });
export type Cost = v.InferOutput<typeof Cost>;

export const Source = v.object({
  /** Unique in the target: `pprof`, `pprof-heap`, `expvar`, `prometheus`, `process`, `gopherscope`, `prometheus-2` … */
  id: v.string(),
  kind: SourceKind,
  url: v.string(),
  /** In force now: after backing off, and of a source that has been silent for a minute every ten seconds. */
  intervalSeconds: v.number(),
  /** What was asked for: the source's own choice, the target's, or the default. */
  configuredSeconds: v.number(),
  /** Chosen for this source alone; null = nothing was. */
  chosenSeconds: v.nullable(v.number()),
  cost: Cost,
  /** idle: what it would give another source already gives, so it is not polled. */
  state: v.picklist(['unknown', 'up', 'failing', 'idle']),
  lastError: v.nullable(Message),
  /** RFC 3339; null = never. */
  lastAnswer: v.nullable(v.string()),
  answerMs: v.nullable(v.number()),
  answerBytes: v.nullable(v.number()),
  callCpuMs: v.nullable(v.number()),
  /** Calls the cost was measured over. */
  calls: v.number(),
  series: v.number(),
  /** Canonical metric names this source owns (at most 50 of the app's own are listed). */
  owns: v.array(v.string()),
});
export type Source = v.InferOutput<typeof Source>;

export const ConditionType = v.picklist(['slow', 'restarted', 'limited', 'partial', 'paused', 'stale']);
export type ConditionType = v.InferOutput<typeof ConditionType>;
export const Condition = v.object({ type: ConditionType, since: v.string(), ...Message.entries });
export type Condition = v.InferOutput<typeof Condition>;

/** What a target does not say, why, and the line of Go (or the command) that makes it say so. */
export const Missing = v.object({
  what: v.string(),
  why: v.string(),
  fix: v.string(),
  /** Where the fix belongs: `main.go`, `init()`, `shell`. */
  where: v.string(),
  code: v.string(),
  params: v.record(v.string(), v.union([v.string(), v.number()])),
});
export type Missing = v.InferOutput<typeof Missing>;

export const Health = v.picklist(['unknown', 'up', 'down']);
export type Health = v.InferOutput<typeof Health>;

/** What a user watches: one Go process, reached through one or more sources. */
export const Target = v.object({
  id: v.string(),
  url: v.string(),
  name: v.string(),
  labels: v.record(v.string(), v.string()),
  intervalSeconds: v.nullable(v.number()),
  enabled: v.boolean(),
  /** Its CPU is estimated from a profile of one second each minute, where nothing else says it. */
  cpuSampling: v.boolean(),
  /** True for a target given by --target: it is not kept. */
  temporary: v.boolean(),
  health: Health,
  conditions: v.array(Condition),
  lastError: v.nullable(Message),
  /** RFC 3339 of the newest good poll of any source. */
  lastSeen: v.nullable(v.string()),
  sources: v.array(Source),
  missing: v.array(Missing),
  goVersion: v.nullable(v.string()),
  buildVersion: v.nullable(v.string()),
  module: v.nullable(v.string()),
  startTime: v.nullable(v.string()),
  pid: v.nullable(v.number()),
  /** Raised by one at each restart seen. */
  generation: v.number(),
  createdAt: v.string(),
  /** The credentials it is asked with, without what is secret; null = none. */
  auth: v.nullable(AuthView),
});
export type Target = v.InferOutput<typeof Target>;

/** One place a probe looked at. */
export const ProbedSource = v.object({
  id: v.string(),
  kind: SourceKind,
  url: v.string(),
  found: v.boolean(),
  /** Why not, or what was odd about the answer. */
  error: v.nullable(Message),
  status: v.nullable(v.number()),
  answerMs: v.nullable(v.number()),
  bytes: v.nullable(v.number()),
  /** Numbers it would give; profiles for the index page. */
  series: v.number(),
  gives: Message,
  intervalSeconds: v.number(),
  cost: Cost,
  /** False for a source that others make superfluous. */
  suggested: v.boolean(),
});
export type ProbedSource = v.InferOutput<typeof ProbedSource>;

export const ProbeResult = v.object({
  url: v.string(),
  name: v.string(),
  answered: v.boolean(),
  error: v.nullable(Message),
  elapsedMs: v.number(),
  sources: v.array(ProbedSource),
  missing: v.array(Missing),
  cost: Cost,
  goVersion: v.nullable(v.string()),
  buildVersion: v.nullable(v.string()),
  module: v.nullable(v.string()),
  startTime: v.nullable(v.string()),
  pid: v.nullable(v.number()),
  goroutines: v.nullable(v.number()),
  liveBytes: v.nullable(v.number()),
  profiles: v.array(v.string()),
  /** A target with this address exists already, or was removed and can be restored. */
  existing: v.nullable(v.object({ id: v.string(), name: v.string(), removed: v.boolean() })),
});
export type ProbeResult = v.InferOutput<typeof ProbeResult>;
