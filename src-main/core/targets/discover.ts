import type { DiscoveredProcess } from '../../../shared/model/discover.js';
import type { SourceKind } from '../../../shared/model/target.js';
import { discoverGoProcesses, type GoProcess } from '../discover/processes.js';
import type { HttpClient } from '../http/client.js';
import { missingOf, noHttp } from './missing.js';
import { probeTarget } from './probe.js';

const HOW_MANY_PORTS = 8;

/** Go programs on this machine, with what each of their ports answers. */
export async function discoverProcesses(http: HttpClient): Promise<Omit<DiscoveredProcess, 'targetId'>[]> {
  const found = await discoverGoProcesses();
  if (!found.ok) return [];
  return Promise.all(found.value.map((process) => describe(process, http)));
}

async function describe(process: GoProcess, http: HttpClient): Promise<Omit<DiscoveredProcess, 'targetId'>> {
  const { pid, exe, module, goVersion, buildVersion, ports } = process;
  const sources: { kind: SourceKind; url: string }[] = [];
  const offered = new Set<string>();
  for (const { address, port } of process.listeners.slice(0, HOW_MANY_PORTS)) {
    const probe = await probeTarget(http, new URL(`http://${hostOf(address)}:${port.toString()}/`));
    for (const source of probe.sources) {
      if (!source.found || source.kind === 'process' || sources.some(({ url }) => url === source.url))
        continue;
      sources.push({ kind: source.kind, url: source.url });
      offered.add(source.kind);
    }
  }
  const missing =
    sources.length === 0
      ? [noHttp(`http://localhost:${(ports[0] ?? 6060).toString()}`)]
      : missingOf({
          kinds: new Set(sources.map(({ kind }) => kind)),
          // The system says what a local process uses and when it started.
          offers: () => true,
          emptyProfiles: new Set(),
          knowsStart: true,
          knowsVersion: true,
          url: sources[0]?.url ?? '',
        });
  return {
    ...{ pid, exe, module, goVersion, buildVersion, ports, sources, missing },
    ...{ cpuCores: null, rssBytes: null, startedAt: null },
  };
}

/** An address that everything of this machine reaches, for the wildcards. */
function hostOf(address: string): string {
  if (address === '0.0.0.0') return '127.0.0.1';
  if (address === '::') return 'localhost';
  return address.includes(':') ? `[${address}]` : address;
}
