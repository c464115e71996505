import type {
  FunctionDetail,
  GoroutineTable,
  GroupTable,
  HandOffTable,
  LabelKey,
  ProfileFacts,
  ProfileFilter,
  ProfileResult,
  TopTable,
  TreeView,
} from './profile.js';

export const EXPORT_FORMATS = ['pprof', 'folded', 'speedscope'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** An answer too large for a message: a file of the profile host's cache, good until the host is closed or needs the room. */
export interface AnswerFile {
  file: string;
  bytes: number;
}

type Filtered = { filter: ProfileFilter };

/** What a profile can be asked, by name: what goes with the question, and its answer. */
export interface ProfileQuestions {
  facts: { with: object; answer: ProfileFacts };
  result: { with: Filtered & { limit?: number | undefined }; answer: ProfileResult };
  top: { with: Filtered & { limit?: number | undefined; sort: 'flat' | 'cum' }; answer: TopTable };
  function: { with: Filtered & { function: string }; answer: FunctionDetail };
  handoffs: {
    with: Filtered & { limit?: number | undefined; function?: string | undefined };
    answer: HandOffTable;
  };
  groups: { with: Filtered & { by: string }; answer: GroupTable };
  labels: { with: Filtered; answer: LabelKey[] };
  goroutines: {
    with: {
      by: string;
      state?: string | undefined;
      leaked?: boolean | undefined;
      search?: string | undefined;
    };
    answer: GoroutineTable;
  };
  /** A column frame: see architecture.md. */
  tree: { with: Filtered & { view: TreeView; function?: string | undefined }; answer: AnswerFile };
  export: { with: Filtered & { format: ExportFormat }; answer: AnswerFile };
}
export type QuestionName = keyof ProfileQuestions;
export type ProfileQuestion<K extends QuestionName = QuestionName> = {
  [N in K]: { ask: N } & ProfileQuestions[N]['with'];
}[K];
export type ProfileAnswer<K extends QuestionName> = ProfileQuestions[K]['answer'];

/** A profile on disk, with the main module where a person or the target has said it. */
export interface ProfileFile {
  path: string;
  module: string | null;
  /** What it was captured as, or the name of its file: it tells what a custom profile is. */
  hint?: string;
}

/** How much a profile may be, bytes: as it lies on disk, and inflated. */
export interface ProfileLimits {
  wireBytes: number;
  inflatedBytes: number;
}

const MIB = 1024 * 1024;
/** Of files that were dropped, opened or captured. */
export const LOCAL_LIMITS: ProfileLimits = { wireBytes: 512 * MIB, inflatedBytes: 4096 * MIB };
/** Of what somebody else sends. */
export const REMOTE_LIMITS: ProfileLimits = { wireBytes: 64 * MIB, inflatedBytes: 512 * MIB };

/** How far a question is: bytes of the file read of all, or working on what was read. */
export interface ProfileProgress {
  phase: 'reading' | 'working';
  bytes: number;
  of: number;
}
