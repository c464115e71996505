import type { CoreStatus } from '../../../shared/model/events.js';

/** Buckets of how late a poll began, as a share of its interval. */
const LATENESS_BOUNDS = [0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2];

/** How punctual and how successful polls are, counted since the start. */
export class PollStats {
  private readonly buckets = new Array<number>(LATENESS_BOUNDS.length + 1).fill(0);
  private sum = 0;
  polls = 0;
  failures = 0;

  add(timing: { lateMs: number; intervalMs: number; ok: boolean }): void {
    const share = Math.max(0, timing.lateMs) / timing.intervalMs;
    const at = LATENESS_BOUNDS.findIndex((bound) => share <= bound);
    const index = at < 0 ? LATENESS_BOUNDS.length : at;
    this.buckets[index] = (this.buckets[index] ?? 0) + 1;
    this.sum += share;
    this.polls++;
    if (!timing.ok) this.failures++;
  }

  lines(): string[] {
    const name = 'gopherscope_scrape_lateness_ratio';
    const lines = [`# HELP ${name} How late a poll began, in intervals.`, `# TYPE ${name} histogram`];
    let total = 0;
    LATENESS_BOUNDS.forEach((bound, i) => {
      total += this.buckets[i] ?? 0;
      lines.push(`${name}_bucket{le="${bound.toString()}"} ${total.toString()}`);
    });
    lines.push(`${name}_bucket{le="+Inf"} ${this.polls.toString()}`);
    lines.push(`${name}_sum ${this.sum.toString()}`, `${name}_count ${this.polls.toString()}`);
    return lines;
  }
}

/** The core's own health as Prometheus text. */
export function ownMetrics(
  status: CoreStatus,
  polls: PollStats,
  samplesTotal: number,
  streams: number,
): string {
  const one = (name: string, type: string, help: string, value: number): string[] => [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${type}`,
    `${name} ${value.toString()}`,
  ];
  return [
    ...one('gopherscope_targets', 'gauge', 'Targets watched.', status.targets),
    ...one('gopherscope_targets_up', 'gauge', 'Targets that answer.', status.targetsUp),
    ...one('gopherscope_head_series', 'gauge', 'Series in memory.', status.series),
    ...one('gopherscope_head_bytes', 'gauge', 'Bytes the head accounts for.', status.head.usedBytes),
    ...one('gopherscope_head_budget_bytes', 'gauge', 'Bytes the head may hold.', status.head.budgetBytes),
    ...one(
      'gopherscope_head_window_seconds',
      'gauge',
      'How far back memory reaches.',
      status.head.windowSeconds,
    ),
    ...one('gopherscope_head_dropped_series', 'gauge', 'Series past the limits.', status.head.droppedSeries),
    ...one('gopherscope_samples_total', 'counter', 'Samples written.', samplesTotal),
    ...one('gopherscope_scrapes_total', 'counter', 'Polls of all sources.', polls.polls),
    ...one('gopherscope_scrape_failures_total', 'counter', 'Polls without a good answer.', polls.failures),
    ...one('gopherscope_event_streams', 'gauge', 'Open event streams.', streams),
    ...one('process_resident_memory_bytes', 'gauge', 'Resident memory of the core.', status.rssBytes),
    ...one('process_cpu_seconds_total', 'counter', 'CPU time of the core.', cpuSeconds()),
    ...polls.lines(),
    '',
  ].join('\n');
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
