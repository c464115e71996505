import { execFileSync } from 'node:child_process';

/** What the library keeps resident, KiB: the Go test of it, which says so in one line. */
export function residentKiB(): number {
  const output = execFileSync('go', ['test', '-count=1', '-v', './internal/costtest'], {
    cwd: 'go',
    encoding: 'utf8',
    env: { ...process.env, GOPHERSCOPE_COST: '1' },
  });
  const [, kib] = /the library (-?\d+) KiB/.exec(output) ?? [];
  if (kib === undefined) throw new Error(`the test said no figure: ${output}`);
  return Number(kib);
}
