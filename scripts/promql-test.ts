// npm run test:promql -- DIR… [--verbose]: runs the *.test files of Prometheus' promqltest format in each folder.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runPromqlTest, type CaseResult } from '../tests/helpers/promqltest.js';

const args = process.argv.slice(2);
const verbose = args.includes('--verbose');
const dirs = args.filter((arg) => !arg.startsWith('--'));
if (dirs.length === 0) {
  console.error('usage: npm run test:promql -- DIR… [--verbose]');
  process.exit(2);
}

const absent = dirs.filter((dir) => !existsSync(dir));
const counts = { passed: 0, failed: 0, outside: 0 };
const reasons = new Map<string, number>();
for (const dir of dirs.filter((each) => !absent.includes(each))) {
  const files = readdirSync(dir).filter((name) => name.endsWith('.test'));
  for (const file of files.sort()) runFile(join(dir, file));
}

/** A file that is not in the format counts as one failure; the others still run. */
function casesOf(path: string): CaseResult[] {
  try {
    return runPromqlTest(readFileSync(path, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    console.error(`${path}: ${reason}`);
    return [{ line: 0, expr: '', outcome: { verdict: 'failed', reason } }];
  }
}

function runFile(path: string): void {
  for (const { line, expr, outcome } of casesOf(path)) {
    counts[outcome.verdict] += 1;
    if (outcome.verdict === 'passed') continue;
    if (outcome.verdict === 'outside') reasons.set(outcome.reason, (reasons.get(outcome.reason) ?? 0) + 1);
    if (verbose) console.log(`${path}:${String(line)} ${outcome.verdict}: ${expr}\n    ${outcome.reason}`);
  }
}

if (verbose) for (const [reason, count] of reasons) console.log(`outside ${String(count)}: ${reason}`);
const note = absent.length === 0 ? '' : ` (${absent.join(', ')} is absent)`;
console.log(
  `passed ${String(counts.passed)}, failed ${String(counts.failed)}, outside ${String(counts.outside)}${note}`,
);
process.exitCode = counts.failed > 0 ? 1 : 0;
