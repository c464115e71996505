import type { Handover } from '../core/config/meeting.js';
import type { Monitor } from '../core/monitor.js';

/** What became of what a command line asks to open. */
export interface Opened {
  /** Place of the page that shows the last of it, such as `/profiles/ID`; null = nothing has one. */
  place: string | null;
  /** What a person must be told, one line each. */
  said: string[];
}

/** A second start waits for its answer: what takes longer is shown where it will come. */
const PATIENCE_MS = 3000;

/** Takes profiles into the library, captures what addresses of profiles name, and watches the other addresses. */
export async function openGiven(
  monitor: Monitor,
  { files, urls, targets }: Pick<Handover, 'files' | 'urls' | 'targets'>,
): Promise<Opened> {
  const opened: Opened = { place: null, said: [] };
  for (const file of files) {
    const result = await within(monitor.openFile(file), PATIENCE_MS);
    if (result === null) opened.place ??= '/profiles';
    else if (result.ok) opened.place = result.value;
    else opened.said.push(`${file}: ${result.error.message}`);
  }
  for (const url of targets) await monitor.addTarget(url).catch(() => undefined);
  for (const url of urls) {
    const captured = await monitor.captureUrl(url, PATIENCE_MS);
    if (captured === null)
      await monitor.addTarget(url).catch((error: unknown) => {
        if (!isKnown(error))
          opened.said.push(`${url}: ${error instanceof Error ? error.message : String(error)}`);
      });
    else if (captured.ok) opened.place = captured.value;
    else opened.said.push(`${url}: ${captured.error.message}`);
  }
  return opened;
}

/** Where a browser is sent: the code is spent at once, `place` is where the page begins. */
export const pageAddress = (url: string, code: string, place: string | null): string =>
  `${url}/#code=${code}${place === null ? '' : `&to=${encodeURIComponent(place)}`}`;

const isKnown = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'TARGET_EXISTS';

async function within<T>(work: Promise<T>, ms: number): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, ms, null);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
