// npm run test:profiles [-- FILE…] [--verbose]: our verdict, flat and cum against go tool pprof on real and hostile files.
import path from 'node:path';
import { compareWithGo, type Comparison } from '../tests/helpers/compare-profile.js';
import { GoPprof } from '../tests/helpers/go-pprof.js';
import { NO_CORPUS, ownProfiles, profileCorpus } from '../tests/helpers/profile-corpus.js';

/** The machine is shared, and each run of the tool is a process. */
const PARALLEL = 2;
const SHOWN = 5;

const args = process.argv.slice(2);
const verbose = args.includes('--verbose');
const named = args.filter((arg) => !arg.startsWith('--'));
const corpus = profileCorpus();
const files = named.length > 0 ? named : [...corpus, ...ownProfiles()];
if (named.length === 0 && corpus.length === 0) console.log(NO_CORPUS);

const go = new GoPprof();
const counts: Record<Comparison['outcome'], number> = {
  same: 0,
  refused: 0,
  'too large': 0,
  dump: 0,
  different: 0,
};
let values = 0;
let slowest = { ms: 0, file: '' };
const waiting = [...files];

async function work(): Promise<void> {
  for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
    const { outcome, differences, ms, ...result } = await compareWithGo(go, file);
    counts[outcome] += 1;
    values += result.values;
    if (ms > slowest.ms) slowest = { ms, file: path.basename(file) };
    if (verbose || outcome === 'different') console.log(`${outcome}: ${path.basename(file)}`);
    for (const difference of differences.slice(0, verbose ? Infinity : SHOWN))
      console.log(`    ${difference}`);
    if (!verbose && differences.length > SHOWN) console.log(`    … ${differences.length - SHOWN} more`);
  }
}

await Promise.all(Array.from({ length: PARALLEL }, work));
console.log(
  [
    `${files.length} files: ${counts.same} read by both with ${values} equal values, ${counts.refused} refused by both`,
    `${counts['too large']} refused here for their size, ${counts.dump} goroutine dumps read here only`,
    `slowest here ${slowest.ms.toFixed(0)} ms (${slowest.file}); go tool pprof was run ${go.runs} times, other answers were kept`,
    `passed ${files.length - counts.different}, failed ${counts.different}`,
  ].join('\n'),
);
process.exitCode = counts.different > 0 ? 1 : 0;
