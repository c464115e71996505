import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { readStamp, stampOf } from '../../scripts/lib/stamp.mjs';
import { buildChanged } from '../../scripts/lib/build.mjs';

const ROOT = path.resolve(import.meta.dirname, '../..');
/** Where the built Go apps are. */
export const APPS_DIR = path.join(ROOT, '.cache', 'apps');

const FIXTURES = 'tests/fixtures/goapps';
const MODULES = [
  { dir: FIXTURES, packages: './...' },
  { dir: 'go/_example/ecommerce', packages: '.' },
  { dir: 'go', packages: './cmd/loadgen' },
  // One app built in other ways, for discovery; here, so that no compiler runs beside the tests.
  { dir: FIXTURES, packages: './bare', as: 'bare-stripped', flags: ['-trimpath', '-ldflags=-s -w'] },
  { dir: FIXTURES, packages: './bare', as: 'bare-pie', flags: ['-buildmode=pie'] },
];

/** Builds core, page and Go apps once before the integration tests; only what changed. */
export default async function setup(): Promise<void> {
  await buildChanged(ROOT, { quiet: true });
  const stampFile = path.join(APPS_DIR, '.stamp');
  const stamp = stampOf(ROOT, [FIXTURES, 'go', 'tests/helpers/build-apps.ts']);
  if (readStamp(stampFile) === stamp) return;
  fs.rmSync(APPS_DIR, { recursive: true, force: true });
  fs.mkdirSync(APPS_DIR, { recursive: true });
  for (const { dir, packages, as = '', flags = [] } of MODULES) {
    const built = spawnSync('go', ['build', ...flags, '-o', `${APPS_DIR}/${as}`, packages], {
      cwd: path.join(ROOT, dir),
      encoding: 'utf8',
    });
    if (built.status !== 0)
      throw new Error(`go build in ${dir} failed: ${built.stderr || String(built.error)}`);
  }
  fs.writeFileSync(stampFile, stamp);
}
