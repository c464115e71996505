import { ORPCError } from '@orpc/client';
import type { ProfileRecord } from '../../shared/model/profile.js';

export interface UploadOptions {
  /** Origin and prefix, without the last slash. */
  url: string;
  token: string | null;
  /** Target whose library it goes to; none for a file of its own. */
  target?: string;
  onProgress: (sentBytes: number) => void;
  signal: AbortSignal;
}

/**
 * Sends a file to the library. Not `fetch`: only XMLHttpRequest tells how much of a body has gone. Rejects with
 * the core's own refusal, as every other call does, or with an AbortError.
 */
export function uploadProfile(file: File, options: UploadOptions): Promise<ProfileRecord> {
  const { url, token, target, onProgress, signal } = options;
  const query = new URLSearchParams({ filename: file.name, ...(target === undefined ? {} : { target }) });
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `${url}/profiles?${query.toString()}`);
    if (token !== null) request.setRequestHeader('authorization', `Bearer ${token}`);
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.upload.addEventListener('progress', (event) => {
      onProgress(event.loaded);
    });
    const abort = (): void => {
      request.abort();
    };
    request.addEventListener('loadend', () => {
      signal.removeEventListener('abort', abort);
    });
    request.addEventListener('load', () => {
      if (request.status === 200 || request.status === 201)
        resolve(JSON.parse(request.responseText) as ProfileRecord);
      else reject(refusalOf(request));
    });
    request.addEventListener('error', () => {
      reject(new Error('the core was not reached'));
    });
    request.addEventListener('abort', () => {
      reject(new DOMException('cancelled', 'AbortError'));
    });
    signal.addEventListener('abort', abort);
    request.send(file);
  });
}

function refusalOf({ status, responseText }: XMLHttpRequest): ORPCError<string, unknown> {
  try {
    const { code, message, data } = JSON.parse(responseText) as Record<string, unknown>;
    if (typeof code === 'string' && typeof message === 'string')
      return new ORPCError(code, { status, message, data });
  } catch {
    // no body of ours: the status says what there is to say
  }
  return new ORPCError('CORE_UNREACHABLE', { status, message: `The core answered ${status.toString()}.` });
}
