import fs from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';

export interface SendOptions {
  contentType?: string;
  /** Offered under this name for saving; without it the bytes are for the page. */
  download?: string;
}

/** Streams a file. One that is removed meanwhile is sent to its end; who goes away ends the reading. */
export async function sendFile(
  response: ServerResponse,
  path: string,
  { contentType = 'application/octet-stream', download }: SendOptions = {},
): Promise<void> {
  const handle = await fs.open(path, 'r');
  try {
    const { size } = await handle.stat();
    response.writeHead(200, {
      'content-type': contentType,
      'content-length': size,
      ...(download === undefined ? {} : { 'content-disposition': disposition(download) }),
    });
    await pipeline(handle.createReadStream({ highWaterMark: 256 * 1024, autoClose: false }), response);
  } catch (error) {
    if (!response.destroyed) throw error;
  } finally {
    await handle.close();
  }
}

/** RFC 6266: a name of plain letters for old clients, the whole one beside it. */
export function disposition(name: string): string {
  const plain = name.replace(/[^\w.+() -]/g, '_').slice(0, 150);
  // Half of a pair, given or left by the cut, has no place in UTF-8.
  const whole = encodeURIComponent(name.slice(0, 150).replace(/\p{Surrogate}/gu, '_')).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${whole}`;
}
