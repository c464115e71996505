import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { readStamp, stampOf } from '../../scripts/lib/stamp.mjs';
import { buildChanged } from '../../scripts/lib/build.mjs';

const ROOT = path.resolve(import.meta.dirname, '../..');
/** Where the built Go apps are. */
export const APPS_DIR = path.join(ROOT, '.cache', 'apps');

const MODULES = [
  { dir: 'tests/fixtures/goapps', packages: './...' },
  { dir: 'go/_example/ecommerce', packages: '.' },
  { dir: 'go', packages: './cmd/loadgen' },
];

/** Builds core, page and Go apps once before the integration tests; only what changed. */
export default async function setup(): Promise<void> {
  await buildChanged(ROOT, { quiet: true });
  const stampFile = path.join(APPS_DIR, '.stamp');
  const stamp = stampOf(ROOT, ['tests/fixtures/goapps', 'go']);
  if (readStamp(stampFile) === stamp) return;
  fs.rmSync(APPS_DIR, { recursive: true, force: true });
  fs.mkdirSync(APPS_DIR, { recursive: true });
  for (const { dir, packages } of MODULES) {
    const built = spawnSync('go', ['build', '-o', `${APPS_DIR}/`, packages], {
      cwd: path.join(ROOT, dir),
      encoding: 'utf8',
    });
    if (built.status !== 0)
      throw new Error(`go build in ${dir} failed: ${built.stderr || String(built.error)}`);
  }
  fs.writeFileSync(stampFile, stamp);
}
