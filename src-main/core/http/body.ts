import type http from 'node:http';
import zlib from 'node:zlib';
import { HttpFailure } from './failure.js';

/** A body as it comes: inflated where the server compressed it all the same, its bytes counted. Throws what cut it. */
export async function* bodyOf(response: http.IncomingMessage, maxBytes: number): AsyncGenerator<Buffer> {
  const encoding = (response.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  const isGzip = encoding === 'gzip' || encoding === 'x-gzip';
  if (!isGzip && encoding !== 'identity' && encoding !== '')
    throw new HttpFailure('BAD_ENCODING', { encoding });
  let bytes = 0;
  try {
    const stream = isGzip ? response.pipe(zlib.createGunzip()) : response;
    if (stream !== response) {
      // pipe() does not carry errors across.
      response.once('error', (error) => stream.destroy(error));
      response.once('aborted', () => stream.destroy(new HttpFailure('BODY_CUT', {})));
    }
    for await (const chunk of stream) {
      bytes += (chunk as Buffer).length;
      if (bytes > maxBytes) throw new HttpFailure('BODY_TOO_LARGE', { limit: maxBytes });
      yield chunk as Buffer;
    }
    if (!response.complete) throw new HttpFailure('BODY_CUT', {});
  } catch (error) {
    const cut = error instanceof Error && 'code' in error && error.code === 'ECONNRESET';
    throw cut ? new HttpFailure('BODY_CUT', {}) : error;
  } finally {
    if (!response.complete) response.destroy();
  }
}
