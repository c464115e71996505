import type { CoreStatus } from '../../shared/model/events.js';
import type { DataFolder } from './config/data-folder.js';
import type { Fs } from './docstore/fs.js';
import { Journal } from './journal/journal.js';
import type { Log } from './log/log.js';
import { ANNOTATIONS_KEPT, isAnnotation } from './targets/annotations.js';
import { isKeptRecord, keepNewest, type KeptRecord } from './targets/kept.js';
import type { KeptState } from './targets/watched-target.js';

/**
 * What happened before, and where what happens is written down; nowhere where the folder cannot be written. What
 * was damaged is added to `notices`.
 */
export async function openJournals(fs: Fs, folder: DataFolder, log: Log, notices: CoreStatus['notices']) {
  const none = {
    annotations: [],
    annotationJournal: null,
    kept: new Map<string, KeptState>(),
    keptJournal: null,
  };
  if (!folder.writable) return none;
  try {
    const marks = await Journal.open(fs, folder.path, 'annotations', isAnnotation, (items) =>
      items.slice(-ANNOTATIONS_KEPT),
    );
    const kept = await Journal.open<KeptRecord>(fs, folder.path, 'processes', isKeptRecord, keepNewest);
    for (const [name, { damaged, tornBytes }] of [
      ['annotations', marks.contents] as const,
      ['processes', kept.contents] as const,
    ]) {
      if (tornBytes > 0) log.warn({ journal: name, tornBytes }, 'an unfinished last line was cut off');
      if (damaged.length === 0) continue;
      const count = damaged.length;
      log.warn({ journal: name, count }, 'damaged lines set aside');
      notices.push({
        code: 'JOURNAL_DAMAGED',
        params: { journal: name, count },
        message: `${count.toString()} lines of ${name}.ndjson were damaged. They are kept in ${name}.quarantine; the rest is in use.`,
      });
    }
    return {
      annotations: marks.contents.records,
      annotationJournal: marks.journal,
      kept: new Map(kept.contents.records.map(({ targetId, ...state }) => [targetId, state])),
      keptJournal: kept.journal,
    };
  } catch (error) {
    log.error({ error: String(error) }, 'journals cannot be opened; what happens is not kept');
    return none;
  }
}
