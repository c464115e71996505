import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { cannotReadYet } from '../../../../src-main/host/words.js';

it.each(["/tmp/it's.pprof", '/tmp/$(echo x)`id`.pprof', '/tmp/a "b" \\.pprof'])(
  'names %s so that a shell takes it for one word',
  (file) => {
    const command = cannotReadYet(file).split('-http=: ')[1] ?? '';
    expect(execFileSync('/bin/sh', ['-c', `printf %s ${command}`]).toString()).toBe(file);
  },
);
