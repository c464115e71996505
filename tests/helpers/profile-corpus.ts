import fs from 'node:fs';
import path from 'node:path';

const FOLDERS = [
  process.env['GOPHERSCOPE_DATA'],
  path.join(process.cwd(), '../shared/data'),
  '/work/shared/data',
];
/** Profiles of others and hostile ones; larger than a repository should carry, so not everybody has them. */
const DATA = FOLDERS.find((folder) => folder !== undefined && fs.existsSync(folder));

export const NO_CORPUS = 'shared/data is not here (GOPHERSCOPE_DATA names another place)';

/** Files of our own programs, which are always here. */
export const ownProfiles = (): string[] =>
  ['legacy', 'goroutines']
    .flatMap((name) => filesUnder(path.join(process.cwd(), 'tests/fixtures', name)))
    .filter((file) => /\.(?:txt|bin)$/.test(file));

/** Files of the corpus, empty without it: real profiles, google/pprof's own, hostile ones. */
export function profileCorpus(): string[] {
  if (DATA === undefined) return [];
  const hostile = path.join(DATA, 'hostile');
  return [
    ...filesUnder(path.join(DATA, 'profiles')).filter((file) => !file.endsWith('provenance.json')),
    ...filesUnder(path.join(hostile, 'google-pprof')),
    ...filesUnder(path.join(hostile, 'pprof-adversarial')),
    ...filesUnder(hostile).filter((file) => path.basename(file).startsWith('dd_')),
  ];
}

function filesUnder(dir: string): string[] {
  if (!fs.existsSync(dir)) return [];
  return fs
    .readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}
