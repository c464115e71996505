import type { Profile, ProfileLabel } from '../model/profile.js';
import { damaged, type SampleReader } from './samples.js';
import type { StringTable } from './string-table.js';
import type { FunctionTable, LocationTable, MappingTable } from './tables.js';

/** Type and unit of a value, as indices into the string table. */
export interface ValueTypeIndex {
  type: number;
  unit: number;
}

/** Everything a profile's messages said, ids not yet resolved. */
export interface Decoded {
  strings: StringTable;
  mappings: MappingTable;
  functions: FunctionTable;
  locations: LocationTable;
  samples: SampleReader;
  sampleTypes: readonly ValueTypeIndex[];
  /** Indices into the string table, as every number below that names a text. */
  comments: Int32Array;
  head: {
    dropFrames: number;
    keepFrames: number;
    timeNanos: bigint;
    durationNanos: bigint;
    periodType: ValueTypeIndex | null;
    period: bigint;
    defaultSampleType: number;
    docUrl: number;
  };
}

/** Resolves ids and strings, and refuses what points nowhere. */
export function assemble(decoded: Decoded): Profile {
  const { mappings, functions, locations, samples, head } = decoded;
  const strings = decoded.strings.done();
  const text = (index: number): string => strings[inTable(index, strings)] ?? '';
  const typeOf = ({ type, unit }: ValueTypeIndex) => ({ type: text(type), unit: text(unit) });

  const sampleTypes = decoded.sampleTypes.map(typeOf);
  const period = head.periodType === null ? null : { ...typeOf(head.periodType), value: head.period };
  const stacks = samples.trie.done();
  resolve(stacks.location, locations, 1, 'a sample whose location is missing');
  const lineFunc = locations.lineFunc.done();
  resolve(lineFunc, functions, 0, 'a location whose function is missing');
  const mapping = locations.mapping.done();
  for (let i = 0; i < mapping.length; i++) {
    const index = mapping[i] as number;
    if (index !== -1) mapping[i] = mappings.ids.definition(index);
  }
  const labels = samples.labelTable.all;
  for (const label of labels) checkLabel(label, strings);
  const firstLine = new Uint32Array(locations.count + 1);
  firstLine.set(locations.firstLine.done());
  firstLine[locations.count] = lineFunc.length;
  const named = text(head.defaultSampleType);
  const found = named === '' ? -1 : sampleTypes.findIndex(({ type }) => type === named);

  return {
    format: 'pprof',
    strings,
    sampleTypes,
    defaultSampleType: found === -1 ? sampleTypes.length - 1 : found,
    stacks,
    locations: { count: locations.count, address: locations.address.done(), mapping, firstLine },
    lines: { func: lineFunc, line: locations.line.done() },
    funcs: {
      count: functions.count,
      name: textColumn(functions.name.done(), strings),
      systemName: textColumn(functions.systemName.done(), strings),
      file: textColumn(functions.file.done(), strings),
      startLine: functions.startLine.done(),
    },
    mappings: mappings.entries.map(({ file, buildId, start, limit, offset }) => ({
      file: text(file),
      buildId: text(buildId),
      start,
      limit,
      offset,
    })),
    samples: {
      count: samples.count,
      stack: samples.stack.done(),
      labels: samples.labelSet.done(),
      values: samples.done(sampleTypes.length),
    },
    labelSets: samples.labelTable.done(),
    timeNanos: head.timeNanos,
    durationNanos: head.durationNanos,
    period,
    comments: [...decoded.comments].map(text),
    dropFrames: text(head.dropFrames),
    keepFrames: text(head.keepFrames),
    docUrl: text(head.docUrl),
  };
}

/** Replaces the index of an id by that of its entry. */
function resolve(column: Int32Array, table: LocationTable | FunctionTable, from: number, what: string): void {
  for (let i = from; i < column.length; i++) {
    const index = column[i] as number;
    const entry = index === -1 ? -1 : table.ids.definition(index);
    if (entry === -1) throw damaged(what);
    column[i] = entry;
  }
}

/** google/pprof reads text where there is text, and a unit only beside a number. */
function checkLabel({ key, text, number, unit }: ProfileLabel, strings: readonly string[]): void {
  inTable(key, strings);
  if (text !== -1) inTable(text, strings);
  else if (unit !== 0 || number !== 0) inTable(unit, strings);
}

/** A profile without a string table points to its first string all the same, as protobuf's default does: refused. */
function inTable(index: number, strings: readonly string[]): number {
  if (index < 0 || index >= strings.length) throw damaged('a text that is not in its string table');
  return index;
}

function textColumn(column: Int32Array, strings: readonly string[]): Uint32Array {
  for (let i = 0; i < column.length; i++) inTable(column[i] as number, strings);
  return new Uint32Array(column.buffer, column.byteOffset, column.length);
}
