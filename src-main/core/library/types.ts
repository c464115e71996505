import type { ProfileRecord } from '../../../shared/model/profile.js';

/** Where bytes come from. */
export interface Origin {
  /** A file's name, or what the profile is to be called. */
  name: string;
  origin: ProfileRecord['origin'];
  targetId: string | null;
  targetName: string | null;
  /** The main module where the target says it. */
  module: string | null;
  /** What it was captured as; its name where that is not said. */
  hint?: string;
}

export interface Change {
  name?: string | undefined;
  note?: string | undefined;
  tags?: string[] | undefined;
  pinned?: boolean | undefined;
  module?: string | null | undefined;
}

/** What a page is told of: records that are new or changed, ids that are gone. */
export interface LibraryChange {
  items: ProfileRecord[];
  removed: string[];
  usedBytes: number;
}

export interface Kept {
  record: ProfileRecord;
  /** False: the same bytes were there. */
  created: boolean;
}
