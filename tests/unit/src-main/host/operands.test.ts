import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readOperand, type Operand } from '../../../../src-main/host/operands.js';
import { parseCommandLine } from '../../../../src-main/host/options.js';

const CWD = '/work/app';
const read = (text: string, files: string[] = []): Operand =>
  readOperand(text, CWD, (file) => files.includes(file));

describe('a word of a command line', () => {
  it.each([
    ['http://localhost:6060/debug/pprof/', 'http://localhost:6060/debug/pprof/'],
    ['HTTPS://app.test', 'HTTPS://app.test'],
    ['localhost:6060', 'localhost:6060'],
    ['app.test:9090/metrics', 'app.test:9090/metrics'],
    ['[::1]:6060', '[::1]:6060'],
    ['gopherscope://add?url=http%3A%2F%2Flocalhost%3A6060', 'http://localhost:6060'],
  ])('%s is an address', (text, url) => {
    expect(read(text)).toEqual({ kind: 'url', url });
  });

  it.each([
    ['cpu.pprof', '/work/app/cpu.pprof'],
    ['../heap.pb.gz', '/work/heap.pb.gz'],
    ['/tmp/any', '/tmp/any'],
    ['./any', '/work/app/any'],
  ])('%s is a file', (text, path) => {
    expect(read(text)).toEqual({ kind: 'file', path });
  });

  it('is a file when there is one of that name', () => {
    expect(read('profile', ['/work/app/profile'])).toEqual({ kind: 'file', path: '/work/app/profile' });
    expect(read('profile')).toEqual({ kind: 'url', url: 'profile' });
  });

  it.each([
    '',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:text/html,x',
    'ms-msdt:/id',
    'ftp://host/x',
    'http://user:secret@host/',
    'http://',
    'http://a b',
    'http://host/\n--no-auth',
    'http://host/\u202Egnp.exe',
    `http://host/${'x'.repeat(2100)}`,
    'gopherscope:',
    'gopherscope://add',
    'gopherscope://add?url=file:///etc/passwd',
    'gopherscope://add?url=javascript:alert(1)',
    'gopherscope://add/more?url=http://host',
    'gopherscope://remove?url=http://host',
    'gopherscope://add?url=gopherscope://add?url=http://host',
    'gopherscope://add?url=http%3A%2F%2Fhost%0A',
  ])('%j is refused', (text) => {
    expect(read(text).kind).toBe('refused');
  });
});

describe('a command line', () => {
  /** Words as a link handler, a file manager or an attacker may put them. */
  const word = fc.oneof(
    fc.webUrl(),
    fc.string({ maxLength: 40 }),
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constantFrom('serve', 'open', '--', '-r', '--headless', '--host=0.0.0.0', '--no-auth', '--port=0'),
    fc.webUrl().map((url) => `gopherscope://add?url=${encodeURIComponent(url)}`),
    fc.string({ maxLength: 20 }).map((text) => `gopherscope://${text}`),
    fc.constantFrom('--data-dir', '--inspect', '--log-file', '--js-flags=x', '--gpu-launcher=sh', 'a.pprof'),
  );

  it('of any words watches nothing that --target did not name, 10 000 times', () => {
    let urls = 0;
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), (argv) => {
        const line = parseCommandLine(argv, CWD);
        if (!line.ok) return;
        expect(line.value.targets).toEqual([]);
        urls += line.value.urls.length;
        for (const url of line.value.urls) {
          const { protocol, username } = new URL(/^https?:\/\//i.test(url) ? url : `http://${url}`);
          expect(protocol).toMatch(/^https?:$/);
          expect(username).toBe('');
        }
        for (const file of line.value.files) expect(file.startsWith('/')).toBe(true);
      }),
      { numRuns: 10_000 },
    );
    // It would hold of a parser that refuses everything, too.
    expect(urls).toBeGreaterThan(500);
  });
});
