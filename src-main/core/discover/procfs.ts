import { readFileSync } from 'node:fs';
import { fail, ok } from '../../../shared/base/result.js';
import type { Result } from '../../../shared/base/result.js';

/** Where the kernel shows processes; tests hand in a tree of their own. */
export const PROC_ROOT = '/proc';

/**
 * Text of a file below /proc. Read synchronously on purpose: the kernel makes the text up in microseconds,
 * less than a turn through libuv's thread pool takes. As UTF-8, which Node reads in one call and a third faster; a
 * process name that is none only loses letters we do not show.
 */
export function readProcText(path: string): Result<string> {
  try {
    return ok(readFileSync(path, 'utf8'));
  } catch (error) {
    return procFailure(error, path);
  }
}

/** Why something below /proc could not be read: PROC_NOT_FOUND, PROC_PERMISSION or PROC_UNREADABLE. */
export function procFailure(error: unknown, path: string): Result<never> {
  const errno = errnoOf(error);
  // ESRCH: the process ended between opening and reading.
  if (errno === 'ENOENT' || errno === 'ESRCH')
    return fail('PROC_NOT_FOUND', `${path} does not exist`, { path });
  if (errno === 'EACCES' || errno === 'EPERM')
    return fail('PROC_PERMISSION', `no permission to read ${path}`, { path });
  return fail('PROC_UNREADABLE', `${path} cannot be read: ${errno}`, { path, errno });
}

/** The errno name of a failed file operation; anything else is a bug and is thrown on. */
export function errnoOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  throw error;
}
