import type { MetricMetadata } from '../../../shared/model/series.js';

const gauge = (unit: string, help: string, estimate?: string): MetricMetadata => ({
  type: 'gauge',
  unit,
  help,
  ...(estimate === undefined ? {} : { estimate }),
});
const counter = (unit: string, help: string): MetricMetadata => ({ type: 'counter', unit, help });

/**
 * Every canonical name the core itself writes, whatever the source: spelling of client_golang where that has
 * one, of runtime/metrics' Prometheus form or OpenTelemetry's elsewhere. What an app's own exposition says
 * keeps the app's metadata.
 */
export const METRICS = {
  go_goroutines: gauge('', 'Goroutines that exist.'),
  go_threads: gauge('', 'OS threads created.'),
  go_pprof_profile_count: gauge('', 'Entries of a profile on the index page.'),

  go_memstats_alloc_bytes: gauge('bytes', 'Bytes of allocated heap objects.'),
  go_memstats_alloc_bytes_total: counter('bytes', 'Bytes allocated for heap objects, freed ones too.'),
  go_memstats_sys_bytes: gauge('bytes', 'Bytes obtained from the system.'),
  go_memstats_mallocs_total: counter('', 'Heap objects allocated.'),
  go_memstats_frees_total: counter('', 'Heap objects freed.'),
  go_memstats_heap_alloc_bytes: gauge(
    'bytes',
    'Bytes of allocated heap objects, reachable or not yet swept.',
  ),
  go_memstats_heap_sys_bytes: gauge('bytes', 'Heap bytes obtained from the system.'),
  go_memstats_heap_idle_bytes: gauge('bytes', 'Bytes in spans without objects.'),
  go_memstats_heap_inuse_bytes: gauge('bytes', 'Bytes in spans with objects.'),
  go_memstats_heap_released_bytes: gauge('bytes', 'Idle bytes given back to the system.'),
  go_memstats_heap_objects: gauge('', 'Allocated heap objects.'),
  go_memstats_stack_inuse_bytes: gauge('bytes', 'Bytes in stack spans.'),
  go_memstats_stack_sys_bytes: gauge('bytes', 'Bytes of stacks obtained from the system.'),
  go_memstats_mspan_inuse_bytes: gauge('bytes', 'Bytes of mspan structures in use.'),
  go_memstats_mspan_sys_bytes: gauge('bytes', 'Bytes for mspan structures.'),
  go_memstats_mcache_inuse_bytes: gauge('bytes', 'Bytes of mcache structures in use.'),
  go_memstats_mcache_sys_bytes: gauge('bytes', 'Bytes for mcache structures.'),
  go_memstats_buck_hash_sys_bytes: gauge('bytes', 'Bytes in profiling bucket tables.'),
  go_memstats_gc_sys_bytes: gauge('bytes', 'Bytes of GC metadata.'),
  go_memstats_other_sys_bytes: gauge('bytes', 'Bytes of other runtime allocations.'),
  go_memstats_next_gc_bytes: gauge('bytes', 'Heap size at which the next GC starts.'),
  go_memstats_last_gc_time_seconds: gauge('seconds', 'When the last GC ended, epoch seconds.'),
  go_memstats_gc_cpu_fraction: gauge('ratio', "GC's share of the available CPU since the start."),
  go_gc_duration_seconds_sum: counter('seconds', 'Stop-the-world pauses, summed.'),
  go_gc_duration_seconds_count: counter('', 'GC cycles completed.'),
  go_gc_cycles_forced_gc_cycles_total: counter('', 'GC cycles the app asked for.'),
  go_gc_pause_seconds: gauge('seconds', 'One sample a GC cycle: how long it stopped the world.'),
  go_gc_pauses_lost_total: counter('', 'GC pauses that left the ring of 256 between two polls.'),
  go_gc_heap_live_bytes: gauge(
    'bytes',
    'Heap that the last GC found reachable.',
    'NextGC less stacks, over 1 + GOGC/100',
  ),
  go_gc_cpu_ratio: gauge(
    'ratio',
    "GC's share of the available CPU between its last two cycles.",
    'from GCCPUFraction and the uptime',
  ),

  process_cpu_seconds_total: counter('seconds', 'CPU time of the process, user and system.'),
  process_cpu_time_seconds_total: counter('seconds', 'CPU time of the process by mode.'),
  process_cpu_core_ratio: gauge(
    'ratio',
    'Share of one core used by the process.',
    "each thread's CPU, given to the core it last ran on",
  ),
  process_resident_memory_bytes: gauge('bytes', 'Resident memory.'),
  process_resident_memory_max_bytes: gauge('bytes', 'Most resident memory ever.'),
  process_threads: gauge('', 'OS threads that exist.'),
  process_open_fds: gauge('', 'Open file descriptors.'),
  process_start_time_seconds: gauge('seconds', 'Start of the process, epoch seconds.'),
  system_cpu_time_seconds_total: counter('seconds', "CPU time of the host's cores by state."),
  system_cpu_logical_count: gauge('', 'Logical cores of the host.'),

  up: gauge('', '1 when the source answered its last poll.'),
  scrape_duration_seconds: gauge('seconds', 'How long the last poll took.'),
} as const satisfies Record<string, MetricMetadata>;

export type CanonicalName = keyof typeof METRICS;

/** Names every source of a target has for itself; nobody owns them. */
export const PER_SOURCE: ReadonlySet<string> = new Set<CanonicalName>(['up', 'scrape_duration_seconds']);

/** Names worth a poll only while nothing gives the better one. */
export const STANDS_FOR: Partial<Record<string, CanonicalName>> = {
  process_resident_memory_max_bytes: 'process_resident_memory_bytes' satisfies CanonicalName,
};

export const isCanonical = (name: string): boolean => Object.hasOwn(METRICS, name);

export function metadataOf(name: string): MetricMetadata {
  return isCanonical(name) ? METRICS[name as CanonicalName] : { type: 'gauge', unit: '', help: '' };
}
