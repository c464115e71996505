import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { SampleType } from '../../shared/model/profile.js';

const run = promisify(execFile);
const CACHE = path.join(process.cwd(), '.cache/go-pprof');
/** Names for -unit with which it prints what the profile has, unscaled. */
const UNITS: Record<string, string> = {
  nanoseconds: 'ns',
  microseconds: 'us',
  milliseconds: 'ms',
  bytes: 'B',
};

/** Flat and cum as `go tool pprof` prints them, by function; a name may stand for several. */
export type GoTop = Record<string, [flat: number, cum: number][]>;

/** `go tool pprof` with its answers kept by the bytes of the file and the version of Go. */
export class GoPprof {
  /** How many times it was run, rather than the answer found. */
  runs = 0;
  private readonly exe = execFileSync('go', ['tool', '-n', 'pprof'], { encoding: 'utf8' }).trim();
  private readonly version = execFileSync('go', ['env', 'GOVERSION'], { encoding: 'utf8' }).trim();

  /** Whether it reads the file (-raw). */
  async accepts(file: string): Promise<boolean> {
    const answer = await this.cached(file, 'raw', async () => {
      const done = await this.run(['-raw', file]).catch(() => null);
      return done !== null;
    });
    return answer as boolean;
  }

  /** Every function with flat and cum of a sample type, as architecture.md asks. */
  async top(
    file: string,
    index: number,
    { unit }: SampleType,
    filter: readonly string[] = [],
  ): Promise<GoTop> {
    const flags = ['-top', '-nodefraction=0', '-edgefraction=0', '-nodecount=0', ...filter];
    const which = [`-sample_index=${index}`, `-unit=${UNITS[unit] ?? unit}`];
    const answer = await this.cached(file, [...filter, ...which].join(), async () =>
      parseTop(await this.run([...flags, ...which, file])),
    );
    return answer as GoTop;
  }

  private async run(args: readonly string[]): Promise<string> {
    this.runs++;
    const options = { maxBuffer: 1 << 30, env: { ...process.env, PPROF_NO_BROWSER: '1' } };
    const { stdout } = await run(this.exe, ['-symbolize=none', ...args], options);
    return stdout;
  }

  private async cached(file: string, question: string, ask: () => Promise<unknown>): Promise<unknown> {
    const hash = createHash('sha256').update(this.version).update(question).update(fs.readFileSync(file));
    const kept = path.join(CACHE, `${hash.digest('hex').slice(0, 32)}.json`);
    if (fs.existsSync(kept)) return JSON.parse(fs.readFileSync(kept, 'utf8')) as unknown;
    const answer = await ask();
    fs.mkdirSync(CACHE, { recursive: true });
    fs.writeFileSync(`${kept}.${process.pid}`, JSON.stringify(answer));
    fs.renameSync(`${kept}.${process.pid}`, kept);
    return answer;
  }
}

const ROW = /^ *(-?[\d.]+)\S* +\S+ +\S+ +(-?[\d.]+)\S* +\S+ {2}(.*)$/;

function parseTop(text: string): GoTop {
  const lines = text.split('\n');
  const from = lines.findIndex((line) => /^ +flat +flat% +sum% +cum +cum%$/.test(line)) + 1;
  const rows: [name: string, flat: number, cum: number][] = [];
  for (const line of lines.slice(from, -1)) {
    const [, flat, cum, name = ''] = ROW.exec(line) ?? [];
    const last = rows.at(-1);
    if (flat !== undefined) rows.push([name, Number(flat), Number(cum)]);
    // A newline in a name.
    else if (last !== undefined) last[0] += `\n${line}`;
  }
  const top: GoTop = {};
  for (const [name, flat, cum] of rows)
    (top[name.replace(/ \((?:partial-)?inline\)$/, '')] ??= []).push([flat, cum]);
  return top;
}
