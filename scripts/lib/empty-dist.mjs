import fs from 'node:fs';
import path from 'node:path';

/** Makes a folder that has the shape of Electron's distribution for this system, with an empty binary; its path. */
export function emptyDist(dir) {
  fs.rmSync(dir, { recursive: true, force: true });
  fs.mkdirSync(path.join(dir, 'resources'), { recursive: true });
  fs.mkdirSync(path.join(dir, 'locales'));
  fs.writeFileSync(path.join(dir, 'electron'), '', { mode: 0o755 });
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'version'])
    fs.writeFileSync(path.join(dir, name), '');
  return dir;
}
