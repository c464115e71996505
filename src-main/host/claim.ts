import { fail, ok, type Result } from '../../shared/base/result.js';
import { defaultDataDir, openDataFolder, type DataFolder } from '../core/config/data-folder.js';
import { lockFolder, readHolder, type FolderLock } from '../core/config/lock.js';
import { meet, withinLimits, type Welcome } from '../core/config/meeting.js';
import type { CommandLine } from './options.js';

/** The data folder and the right to be its core. */
export interface Claimed {
  folder: DataFolder;
  lock: FolderLock;
}

/** Ours to serve, handed over to the core that runs, or why neither can be, with the exit code for scripts. */
export type Claim =
  | ({ kind: 'ours' } & Claimed)
  | { kind: 'running'; welcome: Welcome; leftOut: number }
  | { kind: 'failed'; exitCode: 1 | 3; message: string };

/** Opens the folder of a command line, or says why it cannot be used. */
export function folderOf(options: CommandLine): Result<DataFolder> {
  try {
    return ok(openDataFolder(options.dataDir ?? defaultDataDir()));
  } catch (error) {
    return fail(
      'DATA_FOLDER',
      `the data folder cannot be used: ${String(error)}. Name another with --data-dir.`,
    );
  }
}

/** Becomes the core of the folder, or hands what is asked for to the one that is; `leftOut` words were too many. */
export async function claim(options: CommandLine): Promise<Claim> {
  const opened = folderOf(options);
  if (!opened.ok) return { kind: 'failed', exitCode: 1, message: opened.error.message };
  const folder = opened.value;
  const lock = await lockFolder(folder.path);
  if (lock !== null) return { kind: 'ours', folder, lock };
  const { targets, urls, files } = options;
  const isWindow = options.command === 'window';
  const all = { targets, urls, files, focus: isWindow, wantsCode: isWindow };
  const { handover, leftOut } = withinLimits(all);
  const welcome = await meet(folder.path, handover);
  if (welcome !== null) return { kind: 'running', welcome, leftOut };
  const holder = readHolder(folder.path);
  return {
    kind: 'failed',
    exitCode: 3,
    message: `${folder.path} is in use by another core${holder === null ? '' : ` at ${holder.url}`}.`,
  };
}
