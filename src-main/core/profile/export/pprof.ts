import { Profile as Encoded, StringTable } from 'pprof-format';
import type { Profile } from '../model/profile.js';
import { stackAt, type Cut } from '../stacks/cut.js';

/** A profile as pprof's protobuf, not compressed: what the cut and the label sets kept show of it. */
export function encodePprof(profile: Profile, cut: Cut, keeps: Uint8Array | null): Uint8Array {
  const table = new StringTable();
  const text = (value: string): number => table.dedup(value);
  const string = (index: number): number => text(profile.strings[index] ?? '');
  const { locations, lines, funcs, samples, stacks, period } = profile;
  const linesOf = (location: number) => {
    const shown: { functionId: number; line: bigint }[] = [];
    for (let i = locations.firstLine[location] ?? 0; i < (locations.firstLine[location + 1] ?? 0); i++) {
      if (cut.line[i] === 1) shown.push({ functionId: (lines.func[i] ?? 0) + 1, line: int64(lines.line[i]) });
    }
    return shown;
  };
  const isShown = (location: number): boolean => {
    const bare = locations.firstLine[location] === locations.firstLine[location + 1];
    return bare ? cut.hidden[location] === 0 : linesOf(location).length > 0;
  };
  const shown = Uint8Array.from({ length: locations.count }, (_, l) => (isShown(l) ? 1 : 0));
  const stackOf = (node: number): number[] => {
    const ids: number[] = [];
    for (let at = stackAt(cut, node); at > 0; at = stacks.parent[at] ?? 0) {
      const location = stacks.location[at] ?? 0;
      if (cut.skip[at] === 0 && shown[location] === 1) ids.push(location + 1);
    }
    return ids;
  };
  const kept = [...Array(samples.count).keys()].filter(
    (s) =>
      cut.dropped[stackAt(cut, samples.stack[s] ?? 0)] === 0 &&
      (keeps === null || keeps[samples.labels[s] ?? 0] === 1),
  );
  return new Encoded({
    stringTable: table,
    sampleType: profile.sampleTypes.map(({ type, unit }) => ({ type: text(type), unit: text(unit) })),
    sample: kept.map((s) => ({
      locationId: stackOf(samples.stack[s] ?? 0),
      value: samples.values.map((column) => int64(column[s])),
      label: (profile.labelSets[samples.labels[s] ?? 0] ?? []).map(({ key, text: value, number, unit }) =>
        value === -1
          ? { key: string(key), num: int64(number), numUnit: string(unit) }
          : { key: string(key), str: string(value) },
      ),
    })),
    mapping: profile.mappings.map(({ file, buildId, start, limit, offset }, i) => ({
      id: i + 1,
      memoryStart: start,
      memoryLimit: limit,
      fileOffset: offset,
      filename: text(file),
      buildId: text(buildId),
      hasFunctions: true,
      hasFilenames: true,
      hasLineNumbers: true,
      hasInlineFrames: true,
    })),
    location: Array.from({ length: locations.count }, (_, l) => ({
      id: l + 1,
      mappingId: (locations.mapping[l] ?? -1) + 1,
      address: locations.address[l] ?? 0n,
      line: linesOf(l),
    })),
    function: Array.from({ length: funcs.count }, (_, f) => ({
      id: f + 1,
      name: string(funcs.name[f] ?? 0),
      systemName: string(funcs.systemName[f] ?? 0),
      filename: string(funcs.file[f] ?? 0),
      startLine: int64(funcs.startLine[f]),
    })),
    timeNanos: int64(profile.timeNanos),
    durationNanos: int64(profile.durationNanos),
    ...(period === null
      ? {}
      : { periodType: { type: text(period.type), unit: text(period.unit) }, period: int64(period.value) }),
    comment: profile.comments.map(text),
    defaultSampleType: text(profile.sampleTypes[profile.defaultSampleType]?.type ?? ''),
    dropFrames: text(profile.dropFrames),
    keepFrames: text(profile.keepFrames),
  }).encode();
}

/** The encoder writes what it is given: a negative number must come as the two's complement it stands for. */
const int64 = (value: number | bigint | undefined): bigint => BigInt.asUintN(64, BigInt(value ?? 0));
