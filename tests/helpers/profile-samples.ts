import type { Profile } from '../../src-main/core/profile/model/profile.js';

/** Every sample as the oracle tells it (tests/fixtures/pprof-oracle): values, then locations, leaf first. */
export function describeSamples(profile: Profile): string[] {
  return Array.from({ length: profile.samples.count }, (_, s) => {
    const values = profile.samples.values.map((column) => String(column[s]));
    return [`[${values.join(' ')}]`, ...locationsOf(profile, s).map((l) => describe(profile, l))].join(' ');
  });
}

/** Locations of a sample, leaf first. */
function locationsOf({ stacks, samples }: Profile, sample: number): number[] {
  const locations: number[] = [];
  for (let node = samples.stack[sample]!; node > 0; node = stacks.parent[node]!)
    locations.push(stacks.location[node]!);
  return locations;
}

function describe({ locations, lines, funcs, strings, mappings }: Profile, l: number): string {
  const file = mappings[locations.mapping[l]!]?.file ?? '';
  let text = `${locations.address[l]!.toString(16)}|${file}`;
  for (let i = locations.firstLine[l]!; i < locations.firstLine[l + 1]!; i++) {
    const func = lines.func[i]!;
    text += `|${strings[funcs.name[func]!]}:${strings[funcs.file[func]!]}:${String(lines.line[i])}`;
  }
  return text;
}

/** Names of a sample's frames, leaf first; `?` for a bare address. */
export function frameNames(profile: Profile, sample: number): string[] {
  const { locations, lines, funcs, strings } = profile;
  return locationsOf(profile, sample).flatMap((l) => {
    const names: string[] = [];
    for (let i = locations.firstLine[l]!; i < locations.firstLine[l + 1]!; i++)
      names.push(strings[funcs.name[lines.func[i]!]!] ?? '');
    return names.length === 0 ? ['?'] : names;
  });
}

/** The sum of each sample type, wrapped to 64 bits, as the oracle gives it. */
export function totalsOf(profile: Profile): string[] {
  return profile.samples.values.map((column) => {
    let [part, sum] = [0, 0n];
    for (const value of column) {
      if (typeof value === 'bigint' || Math.abs(value) > 2 ** 40 || Math.abs(part) > 2 ** 52) {
        sum += BigInt(part) + BigInt(value);
        part = 0;
      } else part += value;
    }
    return BigInt.asIntN(64, sum + BigInt(part)).toString();
  });
}
