import fs from 'node:fs';
import path from 'node:path';
import { watch } from 'chokidar';

/** Editors write in several steps: what comes within this is one change, ms. */
export const SETTLE_MS = 100;
const LOOK_MS = 1000;

/**
 * Calls back after a file was made, changed, replaced or removed. Its folder is watched rather than the file:
 * most editors put a new file in its place. A file that is a link is watched at both ends. Resolves once every
 * later change will be seen, with what ends it.
 */
export async function watchFile(
  file: string,
  onChange: () => void,
  onError: (error: unknown) => void,
): Promise<() => Promise<void>> {
  const files = new Set([path.resolve(file), realPath(file)]);
  const folders = [...new Set([...files].map((one) => path.dirname(one)))];
  const watcher = watch(folders, {
    depth: 0,
    ignoreInitial: true,
    // It must not keep a core from ending that could not start.
    persistent: false,
    ignored: (at) => !files.has(at) && !folders.includes(at),
  });
  let timer: NodeJS.Timeout | undefined;
  const changed = (): void => {
    clearTimeout(timer);
    timer = setTimeout(onChange, SETTLE_MS);
  };
  watcher.on('all', changed);
  // A file that is renamed over another just after the last time may go unheard; looking once a second hears it late.
  fs.watchFile(file, { interval: LOOK_MS, persistent: false }, changed);
  watcher.on('error', onError);
  await new Promise<void>((resolve) => watcher.once('ready', resolve));
  return async () => {
    clearTimeout(timer);
    fs.unwatchFile(file, changed);
    await watcher.close();
  };
}

/** Where a file really is; itself where it is not there yet. */
export function realPath(file: string): string {
  try {
    return fs.realpathSync(file);
  } catch {
    return path.resolve(file);
  }
}
