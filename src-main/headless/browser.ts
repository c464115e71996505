import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const CHROMIUMS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

const hasDisplay = (): boolean =>
  process.platform === 'win32' ||
  process.platform === 'darwin' ||
  Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);

/**
 * Shows the page in a window of its own where Chromium is found, else in the default browser. Returns
 * `nothing` without a display; `onClose` is called when a window of ours was closed.
 */
export function openWindow(
  url: string,
  profileDir: string,
  onClose: () => void,
): 'window' | 'browser' | 'nothing' {
  if (!hasDisplay()) return 'nothing';
  const chromium = [process.env['CHROMIUM'], ...CHROMIUMS].find(
    (file) => file !== undefined && fs.existsSync(file),
  );
  if (chromium !== undefined) {
    const flags = [
      `--app=${url}`,
      `--user-data-dir=${path.join(profileDir, 'window')}`,
      '--no-first-run',
      '--no-default-browser-check',
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ];
    const child = spawn(chromium, flags, { stdio: 'ignore' });
    child.once('exit', onClose);
    child.once('error', () => undefined);
    return 'window';
  }
  return openInBrowser(url) ? 'browser' : 'nothing';
}

/** The default browser; false without a display. The address goes to the opener alone, never to a log. */
export function openInBrowser(url: string): boolean {
  if (!hasDisplay()) return false;
  const [command, ...args]: [string, ...string[]] =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['rundll32', 'url.dll,FileProtocolHandler', url]
        : ['xdg-open', url];
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  child.once('error', () => undefined);
  child.unref();
  return true;
}
