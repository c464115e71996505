// npm run package: the desktop app as a folder in out/, and a look at what went into it.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkPackage } from './lib/package-check.mjs';
import { ensurePackages } from './lib/install.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
ensurePackages(root);
const { buildChanged } = await import('./lib/build.mjs');
await buildChanged(root);
const { findElectron } = await import('./lib/electron.mjs');
const { parse } = await import('yaml');
const { emptyDist } = await import('./lib/empty-dist.mjs');

const out = path.join(root, 'out');
fs.rmSync(out, { recursive: true, force: true });
const electron = findElectron(root);
const isReal = electron !== null && !process.env.ELECTRON_OVERRIDE_DIST_PATH;
const args = ['--dir', '--publish', 'never'];
if (!isReal) {
  // Everything but the binary: what is checked below is the same.
  const { electronFuses, ...config } = parse(
    fs.readFileSync(path.join(root, 'electron-builder.yml'), 'utf8'),
  );
  const file = path.join(root, '.cache', 'electron-builder.json');
  config.electronDist = emptyDist(path.join(root, '.cache', 'electron-dist'));
  fs.writeFileSync(file, JSON.stringify(config));
  args.push('--config', file);
  process.stderr.write(
    `Electron's binary is not here: packaged around an empty one, which has none of the ${Object.keys(electronFuses).length} fuses.\n`,
  );
}
const { status } = spawnSync(
  process.execPath,
  [path.join(root, 'node_modules/electron-builder/cli.js'), ...args],
  {
    cwd: root,
    stdio: ['ignore', 2, 2],
  },
);
if (status !== 0) process.exit(status ?? 1);
const { file, files, bytes, problems } = checkPackage(out);
for (const problem of problems) process.stderr.write(`${problem}\n`);
process.stdout.write(
  `${path.relative(root, file)}: ${files} files, ${(bytes / 1024 / 1024).toFixed(1)} MiB${isReal ? '' : ', without Electron'}\n`,
);
process.exit(problems.length === 0 ? 0 : 1);
