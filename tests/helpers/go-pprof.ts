import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const UNITS: Record<string, string> = { nanoseconds: 'ns', bytes: 'B' };

/** Every function's `flat cum` as `go tool pprof -top` counts them, in the sample type's own unit; zero rows left out. */
export async function goTop(
  file: string,
  sampleType: { type: string; unit: string },
  flags: readonly string[] = [],
): Promise<Map<string, string>> {
  const unit = UNITS[sampleType.unit] ?? sampleType.unit;
  const { stdout } = await run(
    'go',
    [
      'tool',
      'pprof',
      '-symbolize=none',
      '-top',
      '-nodefraction=0',
      '-edgefraction=0',
      '-nodecount=0',
      `-sample_index=${sampleType.type}`,
      `-unit=${unit}`,
      ...flags,
      file,
    ],
    { maxBuffer: 1 << 28 },
  );
  const lines = stdout.split('\n');
  const head = lines.findIndex((line) => /^\s+flat\s+flat%/.test(line));
  const number = (text: string): string => text.replace(/[^\d-].*$/, '');
  const top = new Map<string, string>();
  for (const line of lines.slice(head + 1)) {
    const row = /^\s*(\S+)\s+\S+\s+\S+\s+(\S+)\s+\S+ {2}(.*)$/.exec(line);
    if (row === null) continue;
    const [, flat = '', cum = '', name = ''] = row;
    top.set(name.replace(/ \((?:partial-)?inline\)$/, ''), `${number(flat)} ${number(cum)}`);
  }
  return top;
}
