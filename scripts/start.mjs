// npm start: installs what is missing, builds what changed, opens the desktop app; where Electron's binary cannot be
// had, or no window can be shown, the same core without it.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensurePackages } from './lib/install.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 15)) {
  process.stderr.write(`Gopherscope needs Node.js 20.15 or later; this is ${process.versions.node}.\n`);
  process.exit(1);
}
ensurePackages(root);
const { buildChanged } = await import('./lib/build.mjs');
await buildChanged(root);
const args = process.argv.slice(2);
const { findElectron, hasDisplay, runElectron, wantsWindow } = await import('./lib/electron.mjs');
const { runCore } = await import('./lib/run-core.mjs');
const electron = wantsWindow(args) && hasDisplay() ? findElectron(root) : null;
if (electron === null) runCore(root, args);
else runElectron(electron, root, args);
