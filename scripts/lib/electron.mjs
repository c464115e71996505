import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { CORE_ENV, CORE_FLAGS, runChild } from './run-core.mjs';

/** A download of Electron, the first time, may take this long. */
const PROBE_MS = 120_000;

/**
 * Electron's binary, or null where it cannot be had: its package fetches it when it is asked where it is. Asked in
 * a child, which may hang or fail; the last line it prints is the path. ELECTRON_OVERRIDE_DIST_PATH counts.
 */
export function findElectron(root) {
  const { status, stdout } = spawnSync(process.execPath, ['-p', "require('electron')"], {
    cwd: root,
    encoding: 'utf8',
    timeout: PROBE_MS,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const file = stdout?.trim().split('\n').at(-1) ?? '';
  return status === 0 && path.isAbsolute(file) && fs.existsSync(file) ? file : null;
}

/** Whether a window can be shown at all. */
export const hasDisplay = () =>
  process.platform === 'win32' ||
  process.platform === 'darwin' ||
  Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);

/** Whether these words ask for the window, and not for a command of the host without one. */
export const wantsWindow = (args) =>
  !args.some((word) => word === '--headless' || word === '--help') && !['serve', 'open'].includes(args[0]);

/** Runs the desktop host with our standard streams; signals reach it, and its exit code is ours. */
export function runElectron(binary, root, args) {
  const flags = [`--js-flags=${CORE_FLAGS.filter((flag) => flag !== '--enable-source-maps').join(' ')}`];
  // Chromium's sandbox refuses root; nobody else is spared it.
  if (process.getuid?.() === 0) flags.push('--no-sandbox');
  runChild(binary, [...flags, root, ...args], CORE_ENV);
}
