import { describe, expect, it } from 'vitest';
import { parseLegacy } from '../../../../../../src-main/core/profile/legacy/index.js';
import { ProfileRefused } from '../../../../../../src-main/core/profile/model/profile.js';

function refusal(content: string | number[]): ProfileRefused {
  try {
    parseLegacy(typeof content === 'string' ? Buffer.from(content) : Uint8Array.from(content));
  } catch (error) {
    if (error instanceof ProfileRefused) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

describe('what people drop instead of a profile', () => {
  it.each([
    ['html', '<!doctype html><title>Sign in</title>'],
    ['html', '\n<html><body>404</body></html>'],
    ['json', '{"memstats": {}}'],
    ['json', '[{"name": "x"}]'],
    ['source', '// Package x.\n\npackage main\n\nfunc main() {}\n'],
    ['folded', 'main;work;hash 12\nmain;idle 3\n'],
    ['perf', 'PERFILE2\0\0\0'],
    ['trace', 'go 1.23 trace\0\0\0'],
    ['elf', [0x7f, 0x45, 0x4c, 0x46, 2, 1]],
    ['mach-o', [0xcf, 0xfa, 0xed, 0xfe, 7]],
    ['exe', [0x4d, 0x5a, 0x90, 0]],
    ['zip', [0x50, 0x4b, 3, 4]],
    ['archive', [0x28, 0xb5, 0x2f, 0xfd]],
    ['gzip', [0x1f, 0x8b, 8, 0]],
    ['image', [0x89, 0x50, 0x4e, 0x47]],
    ['unknown', 'hello\n'],
    ['unknown', 'x'.repeat(70_000)],
  ])('%s is named', (found, content) => {
    const { code, params, message } = refusal(content);
    expect({ code, found: params['found'] }).toEqual({ code: 'NOT_A_PROFILE', found });
    expect(message).toMatch(/^This is no profile .+\. .+\.$/s);
  });

  it('a name stands only for the first bytes of a file that nothing else reads', () => {
    expect(() => parseLegacy(Buffer.from('<html> heap profile: 1: 1 [1: 1] @ heap/2\n'))).not.toThrow();
  });

  it('an empty file', () => {
    expect(refusal('').code).toBe('EMPTY_FILE');
  });
});

describe('profiles that are damaged', () => {
  it.each([
    ['heap profile: 1: 1 [1: 1] @ heap/2\n\nnonsense\n', 3],
    ['heap profile: 1: 1 [1: 1] @ heap/2\n0: 5 [0: 0] @ 0x1\n', 2],
    ['heap profile: 1: 1 [1: 1] @ heap/2\n1: 99999999999999999999 [0: 0] @ 0x1\n', 2],
    ['heap profile: 1: 1 [1: 1] @ heap/2\n1: 1 [1: 1] @ 0x12345678123456789\n', 2],
    ['goroutine profile: total 1\n# x\n1 @ zz\n', 3],
    // Octal, as google/pprof reads it.
    ['goroutine profile: total 1\n09 @ 0x1\n', 2],
    ['--- mutex:\ncycles/second=1\n99999999999999999999 1 @ 0x1\n', 3],
  ])('%j is refused at its line', (content, line) => {
    const { code, params, message } = refusal(content);
    expect({ code, line: params['line'] }).toEqual({ code: 'DAMAGED_PROFILE', line });
    expect(message).toContain(`Line ${line} of this `);
  });

  it('Java without the meaning of its values', () => {
    expect(refusal('--- heapz 1 ---\nformat = java\n1 1 @ 0x3\n').code).toBe('DAMAGED_PROFILE');
    expect(refusal('--- heapz 1 ---\nresolution=bytes\n1 0 @ 0x3\n').code).toBe('DAMAGED_PROFILE');
  });

  it.each(['cycles/second=x', 'format=java', 'unheard of=1'])(
    'contention with %s is of no format',
    (line) => {
      expect(refusal(`--- contention:\n${line}\n1 1 @ 0x1\n`).params['found']).toBe('unknown');
    },
  );
});
