import { ORPCError } from '@orpc/client';
import { readError } from './client.js';

/** Calls that carry bytes and no JSON: they go beside the typed client, with the same token and the same errors. */
export interface RawApi {
  /** The whole answer. Rejects with the core's reason, or an AbortError. */
  bytes: (path: string, signal?: AbortSignal) => Promise<Uint8Array>;
  /** As {@link bytes}, with the name that the core offers for saving. */
  file: (path: string) => Promise<{ blob: Blob; name: string }>;
  /** Sends a file; `onSent` tells how many bytes have left. */
  upload: (path: string, file: Blob, options: UploadOptions) => Promise<unknown>;
}

export interface UploadOptions {
  onSent: (bytes: number, of: number) => void;
  signal: AbortSignal;
}

export function createRawApi(url: string, token: () => string | null): RawApi {
  const headers = (): Record<string, string> => {
    const bearer = token();
    return bearer === null ? {} : { authorization: `Bearer ${bearer}` };
  };
  async function get(path: string, signal?: AbortSignal): Promise<Response> {
    const response = await fetch(url + path, {
      headers: headers(),
      cache: 'no-store',
      credentials: 'omit',
      signal: signal ?? null,
    });
    if (!response.ok) throw errorOf(response.status, await response.text());
    return response;
  }
  return {
    bytes: async (path, signal) => new Uint8Array(await (await get(path, signal)).arrayBuffer()),
    file: async (path) => {
      const response = await get(path);
      const said = response.headers.get('content-disposition') ?? '';
      const name = decodeURIComponent(/filename\*=UTF-8''([^;]+)/.exec(said)?.[1] ?? 'profile');
      return { blob: await response.blob(), name };
    },
    upload: (path, file, options) => upload(url + path, headers(), file, options),
  };
}

/** By XMLHttpRequest: fetch cannot say how much of a body has left. */
function upload(
  url: string,
  headers: Record<string, string>,
  file: Blob,
  { onSent, signal }: UploadOptions,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = (): void => {
      request.abort();
    };
    request.open('POST', url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.upload.onprogress = ({ loaded, total }) => {
      onSent(loaded, total);
    };
    request.onload = () => {
      if (request.status < 300) resolve(JSON.parse(request.responseText));
      else reject(errorOf(request.status, request.responseText));
    };
    request.onerror = () => {
      reject(new TypeError('the core did not answer'));
    };
    request.onabort = () => {
      reject(new DOMException('cancelled', 'AbortError'));
    };
    signal.addEventListener('abort', abort, { once: true });
    request.send(file);
  });
}

function errorOf(status: number, text: string): Error {
  try {
    return readError(JSON.parse(text)) ?? new ORPCError('INTERNAL', { status, message: text.slice(0, 200) });
  } catch {
    return new ORPCError('INTERNAL', { status, message: text.slice(0, 200) });
  }
}
