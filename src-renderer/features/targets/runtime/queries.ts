import type { LiveQuery } from '../../../stores/live.js';
import { HEAT_PARTS, heatExpr, type HeatPart } from '../panels/heat.js';

/** Names are runtime/metrics' own in the spelling of client_golang's collectors: our library and theirs say the same. */
const STATES = {
  waiting: 'go_sched_goroutines_waiting_goroutines',
  notInGo: 'go_sched_goroutines_not_in_go_goroutines',
  runnable: 'go_sched_goroutines_runnable_goroutines',
  running: 'go_sched_goroutines_running_goroutines',
} as const;
const CLASSES = {
  user: 'user',
  all: 'gc_total',
  scavenge: 'scavenge_total',
  idle: 'idle',
  dedicated: 'gc_mark_dedicated',
  assist: 'gc_mark_assist',
  idleMark: 'gc_mark_idle',
  pause: 'gc_pause',
} as const;

export type StateId = keyof typeof STATES;
export type ClassId = keyof typeof CLASSES;
export type GoroutineId = StateId | 'created' | `sched-${HeatPart}`;
export type GcId = ClassId | `pauses-${HeatPart}`;

const keys = <K extends string>(of: Record<K, string>): K[] => Object.keys(of) as K[];
const targetOf = (id: string): string => `target=${JSON.stringify(id)}`;
const heatPart = (id: string): HeatPart => id.slice(id.lastIndexOf('-') + 1) as HeatPart;

export const goroutineId = (id: GoroutineId): string => `s-${id}`;
export const gcId = (id: GcId): string => `g-${id}`;

export function goroutineExpr(id: GoroutineId, targetId: string): string {
  const target = targetOf(targetId);
  if (id in STATES) return `${STATES[id as StateId]}{${target}}`;
  if (id === 'created') return `rate(go_sched_goroutines_created_goroutines_total{${target}}[$w])`;
  return heatExpr(heatPart(id), `go_sched_latencies_seconds_bucket{${target}}`);
}

/** The runtime adds to its classes with each GC cycle: where none fell into half a minute a longer span holds one. */
export function gcExpr(id: GcId, targetId: string): string {
  const target = targetOf(targetId);
  if (!(id in CLASSES)) return heatExpr(heatPart(id), `go_sched_pauses_total_gc_seconds_bucket{${target}}`);
  const rate = (name: string, range: string): string =>
    `rate(go_cpu_classes_${name}_cpu_seconds_total{${target}}[${range}])`;
  const share = (range: string): string => `${rate(CLASSES[id as ClassId], range)} / ${rate('total', range)}`;
  return `${share('30s')} >= 0 or ${share('4m')}`;
}

const asked = <Id extends string>(
  ids: readonly Id[],
  heat: string,
  idOf: (id: Id) => string,
  exprOf: (id: Id, targetId: string) => string,
  targetId: string,
): LiveQuery[] => [
  ...ids.map((id) => ({ id: idOf(id), expr: exprOf(id, targetId) })),
  ...HEAT_PARTS.map((part) => {
    const id = `${heat}-${part}` as Id;
    return { id: idOf(id), expr: exprOf(id, targetId), maxPoints: 60, follows: true };
  }),
];

export const goroutineQueries = (targetId: string): LiveQuery[] =>
  asked<GoroutineId>([...keys(STATES), 'created'], 'sched', goroutineId, goroutineExpr, targetId);
export const gcQueries = (targetId: string): LiveQuery[] =>
  asked<GcId>(keys(CLASSES), 'pauses', gcId, gcExpr, targetId);
