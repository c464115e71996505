// npm start: installs what is missing, builds what changed, starts the core and shows its page.
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
const { runCore } = await import('./lib/run-core.mjs');
runCore(root, process.argv.slice(2));
