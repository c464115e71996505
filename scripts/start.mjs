// npm start: installs what is missing, builds what changed, opens the desktop app; where Electron's binary cannot be
// had, or no window can be shown, the same core without it.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 15)) {
  process.stderr.write(`Gopherscope needs Node.js 20.15 or later; this is ${process.versions.node}.\n`);
  process.exit(1);
}
const args = process.argv.slice(2);
const build = async () => {
  const { ensurePackages } = await import('./lib/install.mjs');
  ensurePackages(root);
  const { buildChanged } = await import('./lib/build.mjs');
  await buildChanged(root);
};
// A command of its own starts no core, and in 100 ms: what was built is taken as it is.
if (args[0] === 'analyze' || args[0] === 'top') {
  const bundle = path.join(root, 'dist/core', `${args[0]}.mjs`);
  if (!fs.existsSync(bundle)) await build();
  process.argv.splice(2, 1);
  await import(pathToFileURL(bundle).href);
} else await start();

async function start() {
  await build();
  const { findElectron, hasDisplay, runElectron, wantsWindow } = await import('./lib/electron.mjs');
  const { runCore } = await import('./lib/run-core.mjs');
  const electron = wantsWindow(args) && hasDisplay() ? findElectron(root) : null;
  if (electron === null) runCore(root, args);
  else runElectron(electron, root, args);
}
