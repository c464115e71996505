import type { DiscoveredProcess } from '../../../shared/model/discover.js';
import type { PollingSettings } from '../../../shared/model/settings.js';
import type { Missing } from '../../../shared/model/target.js';
import type { ProcessReading } from '../discover/proc.js';
import { discoverGoProcesses, type GoProcess } from '../discover/processes.js';
import type { HttpClient } from '../http/client.js';
import { missingOf, unreadable } from './missing.js';
import { probeTarget } from './probe.js';

/** What a look at this machine gave. */
export interface Look<T> {
  items: T[];
  /** Processes looked at, Go or not. */
  processes: number;
  tookMs: number;
}

type Item = Omit<DiscoveredProcess, 'targetId'>;

const HOW_MANY_PORTS = 8;
/** Ports that take a connection and say nothing must not keep a person waiting. */
const PORT_DEADLINE_MS = 1200;
/** CPU is counted in steps of 10 ms: a shorter time between looks says little. */
const LEAST_SPAN_MS = 500;

interface Mark {
  startTicks: number;
  atMs: number;
  cpuSeconds: number;
  cores: number;
}

/** Looks for Go programs on this machine, and remembers their CPU from one look to the next. */
export class Discovery {
  private readonly http: HttpClient;
  private marks = new Map<number, Mark>();
  private looking: Promise<Look<Item>> | null = null;

  constructor(http: HttpClient) {
    this.http = http;
  }

  /** Every Go program with what each of its ports answers. Who asks meanwhile gets the same look. */
  look(polling: PollingSettings): Promise<Look<Item>> {
    this.looking ??= this.lookNow(polling).finally(() => {
      this.looking = null;
    });
    return this.looking;
  }

  private async lookNow(polling: PollingSettings): Promise<Look<Item>> {
    const started = performance.now();
    const discovered = await discoverGoProcesses();
    const { looked, found } = discovered.ok ? discovered.value : { looked: 0, found: [] };
    const marks = new Map<number, Mark>();
    for (const { pid, reading } of found) if (reading !== null) marks.set(pid, this.mark(pid, reading));
    this.marks = marks;
    const items = await Promise.all(found.map((one) => this.describe(one, polling)));
    return { items, processes: looked, tookMs: performance.now() - started };
  }

  /** Since the look before, of a process first seen since it started. */
  private mark(pid: number, { startTicks, startTimeMs, userSeconds, systemSeconds }: ProcessReading): Mark {
    const atMs = Date.now();
    const cpuSeconds = userSeconds + systemSeconds;
    const known = this.marks.get(pid);
    const before =
      known?.startTicks === startTicks ? known : { startTicks, atMs: startTimeMs, cpuSeconds: 0, cores: 0 };
    if (known !== undefined && before === known && atMs - before.atMs < LEAST_SPAN_MS) return known;
    const spanMs = Math.max(LEAST_SPAN_MS, atMs - before.atMs);
    return { startTicks, atMs, cpuSeconds, cores: ((cpuSeconds - before.cpuSeconds) * 1000) / spanMs };
  }

  private async describe(process: GoProcess, polling: PollingSettings): Promise<Item> {
    const { pid, exe, module, goVersion, buildVersion, ports, reading } = process;
    const probes = await Promise.all(
      process.listeners.slice(0, HOW_MANY_PORTS).map(({ address, port }) =>
        probeTarget(this.http, new URL(`http://${hostOf(address)}:${port.toString()}/`), {
          polling,
          deadlineMs: PORT_DEADLINE_MS,
          inspect: false,
        }),
      ),
    );
    const found = new Map(
      probes.flatMap(({ sources }) => sources.filter((one) => one.found).map((one) => [one.url, one.kind])),
    );
    const sources = [...found].map(([url, kind]) => ({ kind, url }));
    return {
      ...{ pid, exe, module, goVersion, buildVersion, ports, sources },
      missing: sources.length === 0 ? [unreadable(ports, process.hidden, pid)] : lacking(sources),
      cpuCores: this.marks.get(pid)?.cores ?? null,
      rssBytes: reading?.rssBytes ?? null,
      startedAt: reading === null ? null : new Date(reading.startTimeMs).toISOString(),
    };
  }
}

const lacking = (sources: Item['sources']): Missing[] =>
  missingOf({
    kinds: new Set(sources.map(({ kind }) => kind)),
    // The system says what a local process uses and when it started.
    offers: () => true,
    emptyProfiles: new Set(),
    knowsStart: true,
    knowsVersion: true,
    url: sources[0]?.url ?? '',
  });

/** An address that everything of this machine reaches, for the wildcards. */
function hostOf(address: string): string {
  if (address === '0.0.0.0') return '127.0.0.1';
  if (address === '::') return 'localhost';
  return address.includes(':') ? `[${address}]` : address;
}
