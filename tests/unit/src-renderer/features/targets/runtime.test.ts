import { expect, it } from 'vitest';
import {
  gcExpr,
  gcQueries,
  goroutineQueries,
} from '../../../../../src-renderer/features/targets/runtime/queries.js';
import { tellsStates } from '../../../../../src-renderer/features/targets/runtime/versions.js';
import { parse } from '../../../../../src-main/core/promql/index.js';

it('runtime sections ask PromQL by the names that client_golang spells', () => {
  const all = [...goroutineQueries('t"1'), ...gcQueries('t"1')];
  for (const { expr } of all) expect(parse(expr), expr).toMatchObject({ ok: true });
  expect(new Set(all.map((q) => q.id)).size).toBe(all.length);
  const names = [...new Set(all.flatMap((q) => q.expr.match(/go_\w+/g) ?? []))];
  expect(names).toEqual([
    'go_sched_goroutines_waiting_goroutines',
    'go_sched_goroutines_not_in_go_goroutines',
    'go_sched_goroutines_runnable_goroutines',
    'go_sched_goroutines_running_goroutines',
    'go_sched_goroutines_created_goroutines_total',
    'go_sched_latencies_seconds_bucket',
    'go_cpu_classes_user_cpu_seconds_total',
    'go_cpu_classes_total_cpu_seconds_total',
    'go_cpu_classes_gc_total_cpu_seconds_total',
    'go_cpu_classes_scavenge_total_cpu_seconds_total',
    'go_cpu_classes_idle_cpu_seconds_total',
    'go_cpu_classes_gc_mark_dedicated_cpu_seconds_total',
    'go_cpu_classes_gc_mark_assist_cpu_seconds_total',
    'go_cpu_classes_gc_mark_idle_cpu_seconds_total',
    'go_cpu_classes_gc_pause_cpu_seconds_total',
    'go_sched_pauses_total_gc_seconds_bucket',
  ]);
});

it('a class is a share over half a minute, or over four where no cycle fell into that', () => {
  const share = (range: string): string =>
    `rate(go_cpu_classes_gc_mark_assist_cpu_seconds_total{target="t"}[${range}]) / rate(go_cpu_classes_total_cpu_seconds_total{target="t"}[${range}])`;
  expect(gcExpr('assist', 't')).toBe(`${share('30s')} >= 0 or ${share('4m')}`);
});

it('Go tells states from 1.26 on; what cannot be read is taken for new', () => {
  expect(['go1.25.9', '1.9', 'go1.26', 'go1.26.8', 'go1.30rc1', 'go2.0', 'devel'].map(tellsStates)).toEqual([
    false,
    false,
    true,
    true,
    true,
    true,
    true,
  ]);
});
