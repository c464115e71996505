import type { Failure } from '../../../shared/base/result.js';

/** A refusal that the API answers with its code. */
export class LibraryError extends Error {
  readonly code: string;
  readonly data: Failure['params'];

  constructor({ code, message, params }: Failure) {
    super(message);
    this.code = code;
    this.data = params;
  }
}

export const noProfile = (id: string): LibraryError =>
  new LibraryError({ code: 'NOT_FOUND', message: `There is no profile ${id}.`, params: { id } });

/** Why bytes could not be kept. */
export function notKept(error: unknown, dir: string): Failure {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return {
      code: 'DISK_FULL',
      params: { dir },
      message: `The disk of ${dir} is full: the profile was not kept. Make room and try again.`,
    };
  const detail = code || String(error);
  return {
    code: 'NOT_WRITTEN',
    params: { dir, detail },
    message: `The profile could not be written to ${dir} (${detail}) and was not kept.`,
  };
}
