import { spawnSync } from 'node:child_process';
import fs from 'node:fs';

const works = (command, args) => spawnSync(command, args, { stdio: 'ignore' }).status === 0;

/** Chromium for the end-to-end tests. */
export function findChromium() {
  return [
    process.env.CHROMIUM,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
  ].find((file) => file && fs.existsSync(file));
}

/** Chromium and Go: installed in CI as root on Debian, else one sentence says what to install. */
export function ensurePrograms() {
  const missing = [];
  if (findChromium() === undefined) missing.push({ what: 'Chromium', apt: 'chromium' });
  if (!works('go', ['version'])) missing.push({ what: 'Go 1.23 or later', apt: 'golang-go' });
  if (missing.length === 0) return;
  const names = missing.map(({ what }) => what).join(' and ');
  const mayInstall = process.env.CI && process.getuid?.() === 0 && works('apt-get', ['--version']);
  if (!mayInstall) {
    process.stderr.write(
      `The tests need ${names}; on Debian: apt-get install ${missing.map(({ apt }) => apt).join(' ')}\n`,
    );
    process.exit(1);
  }
  process.stderr.write(`Installing ${names} …\n`);
  const apt = (args) =>
    spawnSync('apt-get', args, {
      stdio: ['ignore', 2, 2],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  apt(['update', '-qq']);
  apt(['install', '-y', '-qq', ...missing.map((m) => m.apt)]);
}
