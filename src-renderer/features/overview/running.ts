import type { DiscoveredProcess } from '../../../shared/model/discover.js';
import { shortBuild } from '../../widgets/target-state.js';

/** A Go program of this machine, ready to be shown. */
export interface Program {
  pid: number;
  /** What was started: one module may hold many programs. */
  name: string;
  exe: string;
  go: string;
  build: string;
  ports: string;
  cpuCores: number | null;
  rssBytes: number | null;
  kinds: ReadonlySet<string>;
  /** What to watch it by; empty = nothing to read yet. */
  url: string;
  /** What it lacks, and the lines of Go that add it. */
  lacks: DiscoveredProcess['missing'][number] | null;
}

/** Those not yet watched; first the ones that answer. */
export function programsOf(items: readonly DiscoveredProcess[]): Program[] {
  return items
    .filter((p) => p.targetId === null)
    .map((p) => ({
      pid: p.pid,
      name: p.exe.split('/').at(-1) ?? p.exe,
      exe: p.exe,
      go: p.goVersion.replace(/^go/, ''),
      build: p.buildVersion === null ? '' : shortBuild(p.buildVersion),
      ports: p.ports.map((n) => `:${String(n)}`).join(' '),
      // a thousandth of a core is as much as a glance needs
      cpuCores: p.cpuCores === null ? null : Math.round(p.cpuCores * 1000) / 1000,
      rssBytes: p.rssBytes,
      kinds: new Set(p.sources.map((s) => s.kind)),
      url: p.sources.find((s) => s.kind !== 'process')?.url ?? '',
      lacks: p.missing[0] ?? null,
    }))
    .sort((a, b) => Number(b.url !== '') - Number(a.url !== '') || a.name.localeCompare(b.name));
}
