// npm run build: the core and the page into dist/, what changed of them.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildChanged } from './lib/build.mjs';

await buildChanged(path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..'));
