import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';

const ROOT = process.cwd();
const SOURCE = path.join(ROOT, 'tests/fixtures/pprof-oracle');

/** What google/pprof makes of a file. */
export interface OracleAnswer {
  error?: string;
  types?: string[];
  totals?: string[];
  samples: number;
  /** With `stacks` only. */
  stacks?: string[];
}

/** Builds the oracle once per source and Go; returns its executable. */
export function buildOracle(): string {
  const version = execFileSync('go', ['env', 'GOVERSION'], { encoding: 'utf8' });
  const hash = createHash('sha256').update(version);
  for (const name of ['main.go', 'go.mod', 'go.sum']) hash.update(fs.readFileSync(path.join(SOURCE, name)));
  const exe = path.join(ROOT, '.cache/pprof-oracle', hash.digest('hex').slice(0, 16));
  if (!fs.existsSync(exe)) {
    const built = spawnSync('go', ['build', '-o', exe, '.'], { cwd: SOURCE, encoding: 'utf8' });
    if (built.status !== 0) throw new Error(`the oracle does not build: ${built.stderr}`);
  }
  return exe;
}

export function frame(bytes: Uint8Array): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt32LE(bytes.length);
  return Buffer.concat([head, bytes]);
}

/** Answers for all files, in their order. */
export async function askOracle(
  files: readonly Uint8Array[],
  { stacks = false } = {},
): Promise<OracleAnswer[]> {
  const child = spawn(buildOracle(), stacks ? ['-stacks'] : [], { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers: OracleAnswer[] = [];
  const lines = readline.createInterface({ input: child.stdout });
  const done = (async () => {
    for await (const line of lines) answers.push(JSON.parse(line) as OracleAnswer);
  })();
  for (const file of files)
    if (!child.stdin.write(frame(file))) await new Promise((resolve) => child.stdin.once('drain', resolve));
  child.stdin.end();
  await done;
  return answers;
}
