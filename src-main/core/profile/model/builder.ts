import type { ProfileFormat, SampleType } from '../../../../shared/model/profile.js';
import { GrowF64, GrowI32, GrowU32, GrowU64 } from './grow.js';
import type { Profile, ProfileLabel } from './profile.js';
import { StackTrie } from './stack-trie.js';
import { ValueStore } from './values.js';

export interface FrameText {
  /** Function name; empty = not symbolised. */
  name: string;
  file: string;
  line: number;
  startLine?: number;
}

/**
 * Makes a profile of what a text or binary format says, sample by sample. Locations and functions are found
 * again by their content, so that equal frames become one.
 */
export class ProfileBuilder {
  timeNanos = 0n;
  durationNanos = 0n;
  period: Profile['period'] = null;
  comments: string[] = [];
  dropFrames = '';
  keepFrames = '';
  mappings: Profile['mappings'][number][] = [];
  defaultSampleType: number | null = null;

  private readonly format: ProfileFormat;
  private readonly sampleTypes: readonly SampleType[];
  private readonly strings: string[] = [''];
  private readonly stringIndex = new Map<string, number>([['', 0]]);
  private readonly funcs = new Map<string, number>();
  private readonly funcName = new GrowU32();
  private readonly funcFile = new GrowU32();
  private readonly funcStart = new GrowF64();
  private readonly locations = new Map<string, number>();
  private readonly address = new GrowU64();
  private readonly mapping = new GrowI32();
  private readonly firstLine = new GrowU32();
  private readonly lineFunc = new GrowI32();
  private readonly lineNumber = new GrowF64();
  private readonly trie = new StackTrie();
  private readonly sampleStack = new GrowI32();
  private readonly sampleLabels = new GrowI32();
  private readonly values = new ValueStore();
  private readonly labelSets: (readonly ProfileLabel[])[] = [[]];
  private readonly labelIndex = new Map<string, number>([['', 0]]);

  constructor(format: ProfileFormat, sampleTypes: readonly SampleType[]) {
    this.format = format;
    this.sampleTypes = sampleTypes;
  }

  string(text: string): number {
    const known = this.stringIndex.get(text);
    if (known !== undefined) return known;
    const index = this.strings.push(text) - 1;
    this.stringIndex.set(text, index);
    return index;
  }

  /** A location with its lines, innermost first; none for a bare address. `mapping` is an index into `mappings`. */
  location(address: bigint, lines: readonly FrameText[], mapping = -1): number {
    const funcs = lines.map((line) => this.func(line));
    const key = `${address.toString()} ${mapping.toString()} ${lines.map(({ line }, i) => `${String(funcs[i])}:${line.toString()}`).join(' ')}`;
    const known = this.locations.get(key);
    if (known !== undefined) return known;
    const index = this.address.push(address);
    this.mapping.push(mapping);
    this.firstLine.push(this.lineFunc.length);
    lines.forEach(({ line }, i) => {
      this.lineFunc.push(funcs[i] ?? -1);
      this.lineNumber.push(line);
    });
    this.locations.set(key, index);
    return index;
  }

  /** One sample: locations leaf first, as every format writes them, and a value a sample type. */
  sample(
    leafFirst: readonly number[],
    values: readonly (number | bigint)[],
    labels: readonly { key: string; text?: string; number?: number; unit?: string }[] = [],
  ): void {
    let node = 0;
    for (let i = leafFirst.length - 1; i >= 0; i--) node = this.trie.child(node, leafFirst[i] ?? -1);
    this.sampleStack.push(node);
    this.sampleLabels.push(labels.length === 0 ? 0 : this.labelSet(labels));
    this.values.push(values);
  }

  get samples(): number {
    return this.sampleStack.length;
  }

  build(): Profile {
    const { strings, sampleTypes, labelSets, trie } = this;
    const name = this.funcName.done();
    this.firstLine.push(this.lineFunc.length);
    return {
      format: this.format,
      strings,
      sampleTypes,
      defaultSampleType: this.defaultSampleType ?? sampleTypes.length - 1,
      stacks: trie.done(),
      locations: {
        count: this.address.length,
        address: this.address.done(),
        mapping: this.mapping.done(),
        firstLine: this.firstLine.done(),
      },
      lines: { func: this.lineFunc.done(), line: this.lineNumber.done() },
      funcs: {
        count: name.length,
        name,
        systemName: name,
        file: this.funcFile.done(),
        startLine: this.funcStart.done(),
      },
      mappings: this.mappings,
      samples: {
        count: this.sampleStack.length,
        stack: this.sampleStack.done(),
        labels: this.sampleLabels.done(),
        values: this.values.done(sampleTypes.length),
      },
      labelSets,
      timeNanos: this.timeNanos,
      durationNanos: this.durationNanos,
      period: this.period,
      comments: this.comments,
      dropFrames: this.dropFrames,
      keepFrames: this.keepFrames,
      docUrl: '',
    };
  }

  private func({ name, file, startLine = 0 }: FrameText): number {
    const key = `${name}\n${file}`;
    const known = this.funcs.get(key);
    if (known !== undefined) return known;
    const index = this.funcName.push(this.string(name));
    this.funcFile.push(this.string(file));
    this.funcStart.push(startLine);
    this.funcs.set(key, index);
    return index;
  }

  private labelSet(
    labels: readonly { key: string; text?: string; number?: number; unit?: string }[],
  ): number {
    const set = labels.map((label) => ({
      key: this.string(label.key),
      text: label.text === undefined ? -1 : this.string(label.text),
      number: label.number ?? 0,
      unit: this.string(label.unit ?? ''),
    }));
    const key = set.map((l) => [l.key, l.text, l.number, l.unit].join(',')).join(';');
    const known = this.labelIndex.get(key);
    if (known !== undefined) return known;
    const index = this.labelSets.push(set) - 1;
    this.labelIndex.set(key, index);
    return index;
  }
}
