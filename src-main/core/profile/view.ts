import type { ColumnFrame } from '../../../shared/base/columns.js';
import type {
  FunctionDetail,
  GoroutineTable,
  GroupTable,
  HandOffTable,
  LabelKey,
  ProfileFacts,
  ProfileFilter,
  ProfileResult,
  TreeExtra,
  TreeView,
} from '../../../shared/model/profile.js';
import { functionDetail, lineCosts } from './analyze/detail.js';
import { factsOf } from './analyze/facts.js';
import { groupTable, labelGroups, labelKeys } from './analyze/groups.js';
import { handOffs } from './analyze/handoffs.js';
import { profileResult } from './analyze/result.js';
import type { Slice } from './analyze/slice.js';
import { topTable, type CutTop, type TopOptions } from './analyze/top.js';
import { callTree } from './analyze/tree.js';
import { folded } from './export/folded.js';
import { encodePprof } from './export/pprof.js';
import { speedscope } from './export/speedscope.js';
import { goroutineTable, type GoroutineQuery } from './goroutines/table.js';
import { ProfileRefused, type Profile } from './model/profile.js';
import type { Cut } from './stacks/cut.js';
import { foldOrigins, narrowed, onlyPackages } from './stacks/filter.js';
import { frameTree, type FrameTree } from './stacks/frames.js';
import { indexFunctions, type FunctionIndex } from './stacks/functions.js';
import { labelMask } from './stacks/label-filter.js';
import { pruned } from './stacks/prune.js';
import { weigh } from './stacks/weights.js';

/** Nodes of a call tree sent at most. */
const MAX_NODES = 1_000_000;
/** Frame trees kept: a page asks for several reports of one filter. */
const KEPT = 2;

export interface ViewOptions {
  /** The main module; null = by the paths of the files. */
  module: string | null;
  /** Name the profile was captured or saved under. */
  hint?: string;
}

/** One decoded profile and everything that can be asked of it. Throws ProfileRefused for a filter that cannot be used. */
export class ProfileView {
  readonly profile: Profile;
  private readonly fns: FunctionIndex;
  private readonly whole: Cut;
  private readonly hint: string;
  private readonly kept = new Map<string, { cut: Cut; tree: FrameTree }>();

  constructor(profile: Profile, { module, hint = '' }: ViewOptions) {
    this.profile = profile;
    this.fns = indexFunctions(profile, module);
    this.whole = pruned(profile);
    this.hint = hint;
  }

  facts(): ProfileFacts {
    return factsOf(this.profile, this.fns, this.shown({}).tree, this.hint);
  }

  top(filter: ProfileFilter, options: TopOptions = {}): CutTop {
    return topTable(this.slice(filter), options);
  }

  /** A call tree as columns; `function` names the middle of callers and callees. Node 0 is the root. */
  tree(
    filter: ProfileFilter,
    { view, function: name, limit = MAX_NODES }: { view: TreeView; function?: string; limit?: number },
  ): ColumnFrame<TreeExtra> {
    const isAbout = view === 'callers' || view === 'callees';
    return callTree(this.slice(filter), {
      view,
      limit: Math.min(limit, MAX_NODES),
      ...(isAbout ? { fn: this.find(name ?? '') } : {}),
    });
  }

  /** One function with callers, callees and lines. */
  detail(filter: ProfileFilter, name: string): FunctionDetail {
    return functionDetail(this.slice(filter), this.find(name)) as FunctionDetail;
  }

  /** What each line of a function costs, and where it stands. */
  lines(
    filter: ProfileFilter,
    name: string,
  ): Pick<FunctionDetail, 'file' | 'line' | 'lines' | 'total' | 'sampleType'> {
    const slice = this.slice(filter);
    const fn = this.find(name);
    const { file, line } = this.fns.list[fn] ?? { file: '', line: 0 };
    const { total, sampleType } = topTable(slice, { limit: 0 });
    return { file, line, lines: lineCosts(slice, fn), total, sampleType };
  }

  handOffs(
    filter: ProfileFilter,
    { limit, function: name }: { limit?: number; function?: string },
  ): HandOffTable {
    return handOffs(this.slice(filter), { limit, fn: name === undefined ? undefined : this.find(name) });
  }

  /** By `package`, `origin` or `label:KEY`. */
  groups(filter: ProfileFilter, by: string): GroupTable {
    const slice = this.slice(filter);
    if (by === 'package' || by === 'origin') return groupTable(slice, by);
    if (by.startsWith('label:')) return labelGroups(slice, this.labels(filter), by.slice('label:'.length));
    throw new ProfileRefused(
      'BAD_FILTER',
      `A profile is grouped by package, origin or label:KEY, not by “${by}”.`,
      {
        name: 'by',
        why: by,
      },
    );
  }

  labels(filter: ProfileFilter): LabelKey[] {
    const { tree } = this.shown(filter);
    return labelKeys(
      this.profile,
      tree,
      this.typeIndex(filter.sample_type),
      labelMask(this.profile, filter.label),
    );
  }

  /** Goroutines in groups: of a dump, or of a profile that counts stacks. */
  goroutines(query: GoroutineQuery): GoroutineTable {
    const { type, unit } = this.profile.sampleTypes[this.typeIndex(undefined)] ?? { type: '', unit: '' };
    if (unit !== 'count') {
      throw new ProfileRefused('BAD_FILTER', `A profile of ${type} in ${unit} counts no goroutines.`, {
        name: 'goroutines',
        why: type,
      });
    }
    return goroutineTable(this.profile, this.fns, query);
  }

  result(filter: ProfileFilter, id: string, limit?: number): ProfileResult {
    return profileResult(this.slice(filter), this.facts(), id, limit);
  }

  /** Text in pieces. */
  folded(filter: ProfileFilter): Generator<string> {
    return folded(this.slice(filter));
  }

  /** JSON in pieces, every sample type. */
  speedscope(filter: ProfileFilter, name: string): Generator<string> {
    const types =
      filter.sample_type === undefined
        ? this.profile.sampleTypes.map(({ type }) => type)
        : [filter.sample_type];
    return speedscope(
      name,
      types.map((sample_type) => this.slice({ ...filter, sample_type })),
    );
  }

  /** Protobuf, not compressed. */
  pprof(filter: ProfileFilter): Uint8Array {
    const { cut } = this.shown(filter);
    return encodePprof(this.profile, cut, labelMask(this.profile, filter.label));
  }

  private slice(filter: ProfileFilter): Slice {
    const { tree } = this.shown(filter);
    const type = this.typeIndex(filter.sample_type);
    return {
      tree,
      fns: this.fns.list,
      weights: weigh(this.profile, tree, type, labelMask(this.profile, filter.label)),
      sampleType: this.profile.sampleTypes[type] ?? { type: '', unit: '' },
    };
  }

  /** The frames a filter shows; labels and sample type do not change them. */
  private shown(filter: ProfileFilter): { cut: Cut; tree: FrameTree } {
    const { focus, ignore, hide, show, show_from, fold, package: packages } = filter;
    const key = JSON.stringify([focus, ignore, hide, show, show_from, fold, packages]);
    const known = this.kept.get(key);
    if (known !== undefined) {
      this.kept.delete(key);
      this.kept.set(key, known);
      return known;
    }
    let cut = narrowed(this.profile, this.whole, filter);
    if (packages !== undefined) cut = onlyPackages(this.profile, this.fns, cut, new Set(packages.split(',')));
    if (fold !== undefined) cut = foldOrigins(this.profile, this.fns, cut, new Set(fold.split(',')));
    const made = { cut, tree: frameTree(this.profile, this.fns, cut) };
    this.kept.set(key, made);
    for (const old of [...this.kept.keys()].slice(0, Math.max(0, this.kept.size - KEPT)))
      this.kept.delete(old);
    return made;
  }

  /** As google/pprof reads -sample_index: a name, one without `inuse_`, or a number. */
  private typeIndex(name: string | undefined): number {
    const { sampleTypes, defaultSampleType } = this.profile;
    if (name === undefined || name === '') return Math.max(0, defaultSampleType);
    const short = name.replace(/^inuse_/, '');
    const number = /^\d+$/.test(name) ? Number(name) : -1;
    const found = number >= 0 ? number : sampleTypes.findIndex(({ type }) => type === name || type === short);
    if (found >= 0 && found < sampleTypes.length) return found;
    const types = sampleTypes.map(({ type }) => type).join(', ');
    throw new ProfileRefused('BAD_FILTER', `The profile has no sample type “${name}”; it has ${types}.`, {
      name: 'sample_type',
      why: types,
    });
  }

  private find(name: string): number {
    const found = this.fns.list.findIndex((fn) => fn.name === name);
    if (found !== -1) return found;
    throw new ProfileRefused('BAD_FILTER', `The profile has no function “${name.slice(0, 200)}”.`, {
      name: 'function',
      why: name.slice(0, 200),
    });
  }
}
