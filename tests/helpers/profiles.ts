import type { Capture, CaptureInput } from '../../shared/model/capture.js';
import type { ProfileRecord } from '../../shared/model/profile.js';
import { until } from './children.js';
import { RestError, type Rest } from './core.js';

const isOver = ({ state }: Capture): boolean => state !== 'queued' && state !== 'running';

/** Begins a capture; its id. */
export async function capture(api: Rest, target: string, input: CaptureInput): Promise<string> {
  return (await api.call<{ captureId: string }>('POST', `/targets/${target}/capture`, input)).captureId;
}

/** The capture once it is over. */
export function captureEnd(api: Rest, id: string, withinMs = 30_000): Promise<Capture> {
  return until(
    `end of capture ${id}`,
    async () => {
      const now = await api.call<Capture>('GET', `/captures/${id}`);
      return isOver(now) ? now : null;
    },
    { withinMs },
  );
}

/** Sends bytes to the library. */
export async function upload(
  api: Rest,
  bytes: Uint8Array,
  query: Record<string, string>,
): Promise<{ status: number; record: ProfileRecord }> {
  const response = await fetch(`${api.url}/api/v1/profiles?${new URLSearchParams(query).toString()}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${api.token}`, 'content-type': 'application/octet-stream' },
    body: Buffer.from(bytes),
  });
  const answer = (await response.json()) as ProfileRecord & {
    code: string;
    message: string;
    data: Record<string, unknown>;
  };
  if (!response.ok) throw new RestError(response.status, answer.code, answer.message, answer.data);
  return { status: response.status, record: answer };
}

/** Bytes of a GET below /api/v1. */
export async function download(api: Rest, where: string): Promise<{ headers: Headers; bytes: Buffer }> {
  const response = await fetch(`${api.url}/api/v1${where}`, {
    headers: { authorization: `Bearer ${api.token}` },
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  if (!response.ok) throw new Error(`${response.status}: ${bytes.toString('utf8')}`);
  return { headers: response.headers, bytes };
}
