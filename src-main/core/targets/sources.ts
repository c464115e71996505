import type { PollingSettings } from '../../../shared/model/settings.js';
import type { SourceInput } from '../../../shared/model/target.js';
import { isRefusedAddress, isRefusedName } from '../http/address.js';
import type { Asker } from '../http/asker.js';
import { parseTargetUrl } from '../http/client.js';
import { sourceRow } from '../scrape/sources/table.js';
import type { StoredSource } from './document.js';
import { TargetError } from './errors.js';
import { probeTarget } from './probe.js';

/** What a target begins with. */
export interface FoundSources {
  sources: StoredSource[];
  name: string;
  /** False: nothing answered, they are guesses. */
  probed: boolean;
}

/** An address that may be watched; throws what a person is told. */
export function accept(text: string): URL {
  const parsed = parseTargetUrl(text);
  if (!parsed.ok)
    throw new TargetError('INVALID_URL', parsed.error.message, {
      url: text.slice(0, 200),
      reason: parsed.error.code,
    });
  const host = parsed.value.hostname.replace(/^\[|\]$/g, '');
  const literal = /^[\d.]+$|:/.test(host);
  if (isRefusedName(host) || (literal && isRefusedAddress(host))) {
    throw new TargetError(
      'ADDRESS_REFUSED',
      `${host} is a link-local or cloud metadata address, which Gopherscope never asks.`,
      { host },
    );
  }
  return parsed.value;
}

/** Everything that answers and is worth asking; if nothing does, the likely ones, so that it may come up later. */
export async function sourcesByProbe(http: Asker, url: URL, polling: PollingSettings): Promise<FoundSources> {
  const result = await probeTarget(http, url, { polling });
  const good = result.sources.filter(
    (source) => source.found && (source.suggested || source.id === 'pprof-heap'),
  );
  const likely = result.sources.filter(({ id }) => id === 'pprof' || id === 'prometheus' || id === 'expvar');
  const chosen = result.answered ? good : likely;
  return {
    name: result.name,
    probed: result.answered,
    sources: chosen.map(({ id, kind, url: at }) => ({ id, kind, url: at, intervalSeconds: null })),
  };
}

/** Sources as a user names them; those that are known keep their ids, and so their history. */
export function sourcesFrom(
  inputs: readonly SourceInput[],
  known: readonly StoredSource[] = [],
): StoredSource[] {
  const used = new Set<string>();
  return inputs.map((input) => {
    const isProcess = input.kind === 'process';
    const url = isProcess ? 'pid:' : accept(input.url).href;
    const row = isProcess ? undefined : sourceRow(input.kind, url);
    const before = known.find((source) => source.kind === input.kind && source.url === url);
    const id = before?.id ?? freeId(isProcess ? 'process' : (row?.id ?? input.kind), used, known);
    used.add(id);
    return { id, kind: input.kind, url, intervalSeconds: input.intervalSeconds ?? null };
  });
}

function freeId(base: string, used: ReadonlySet<string>, known: readonly StoredSource[]): string {
  const taken = (id: string): boolean => used.has(id) || known.some((source) => source.id === id);
  if (!taken(base)) return base;
  let n = 2;
  while (taken(`${base}-${n.toString()}`)) n++;
  return `${base}-${n.toString()}`;
}
