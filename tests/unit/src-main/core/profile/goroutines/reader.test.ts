import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  GoroutineDumpReader,
  looksLikeGoroutines,
  parseGoroutineDump,
} from '../../../../../../src-main/core/profile/goroutines/reader.js';
import type { Profile } from '../../../../../../src-main/core/profile/model/profile.js';
import { ProfileRefused } from '../../../../../../src-main/core/profile/model/profile.js';
import { frameNames } from '../../../../../helpers/profile-samples.js';

const DIR = path.resolve(import.meta.dirname, '../../../../../fixtures/goroutines');
const dump = (name: string): string => fs.readFileSync(path.join(DIR, name), 'utf8');

interface Goroutine {
  id: number;
  labels: Record<string, string | number>;
  stack: string[];
  creator: string | null;
}

function goroutines(profile: Profile): Goroutine[] {
  const { strings, labelSets, samples, locations, lines, funcs } = profile;
  return Array.from({ length: samples.count }, (_, s) => {
    const labels = labelSets[samples.labels[s]!]!.map(({ key, text, number }) => [
      strings[key]!,
      text === -1 ? Number(number) : strings[text]!,
    ]);
    const creator = profile.goroutines!.creator[s]!;
    const func = creator === -1 ? -1 : lines.func[locations.firstLine[creator]!]!;
    return {
      id: profile.goroutines!.id[s]!,
      labels: Object.fromEntries(labels) as Record<string, string | number>,
      stack: frameNames(profile, s),
      creator: func === -1 ? null : strings[funcs.name[func]!]!,
    };
  });
}

const read = (text: string): Goroutine[] => goroutines(parseGoroutineDump(text));

describe.each(['go1.22.12', 'go1.24.11', 'go1.26.8', 'go1.27.3'])('a dump of %s', (version) => {
  const all = read(dump(`${version}.debug2.txt`));
  const withState = (state: string): Goroutine[] => all.filter(({ labels }) => labels['state'] === state);

  it('has every goroutine with state and stack', () => {
    expect(all).toHaveLength(18);
    expect(withState('running')).toHaveLength(1);
    expect(withState('running')[0]).toMatchObject({
      id: 1,
      creator: null,
      stack: expect.arrayContaining(['main.write', 'main.main']),
    });
    for (const { labels, stack } of all) {
      expect(labels['state']).toMatch(/^[a-zA-Z.]+( [a-z]+)?( \((no cases|nil chan)\))?$/);
      expect(stack.length).toBeGreaterThan(0);
    }
  });

  it('knows waits, threads and creators', () => {
    const locked = all.find(({ labels }) => labels['locked'] === 'true');
    expect(locked).toMatchObject({ labels: { state: 'chan receive', wait: 1 }, creator: 'main.main' });
    expect(withState('select')[0]!.labels['wait']).toBe(1);
    expect(withState('running')[0]!.labels).toEqual({ state: 'running' });
  });

  it('reads methods of generic types and says where frames were left out', () => {
    const loops = all.filter(({ stack }) => stack[0] === 'main.(*worker[...]).loop');
    expect(loops.map(({ creator }) => creator)).toEqual(Array(4).fill('main.(*worker[...]).start'));
    const deep = all.find(({ stack }) => stack[0] === 'main.deep');
    expect(deep!.stack.filter((name) => name === '…frames elided…')).toHaveLength(1);
  });
});

it('labels stand in the brackets in Go 1.26 and behind them in 1.27', () => {
  for (const version of ['go1.26.8', 'go1.27.3']) {
    const labelled = read(dump(`${version}.debug2.txt`)).filter(({ labels }) => 'tenant' in labels);
    const labels = {
      state: 'chan receive',
      wait: 1,
      route: 'GET /cart/{id}',
      tenant: 'acme',
      note: 'quote " and ]: }',
    };
    expect(labelled.map((each) => each.labels)).toEqual([labels, labels]);
  }
});

it('Go 1.27 marks what it proved leaked', () => {
  const leaked = read(dump('go1.27.3.debug2.txt')).filter(({ labels }) => labels['leaked'] === 'true');
  expect(leaked.map(({ labels }) => labels['state']).sort()).toEqual([
    'chan receive',
    'chan receive',
    'chan receive',
    'chan receive',
    'chan receive (nil chan)',
    'chan send',
    'select (no cases)',
    'sync.Cond.Wait',
    'sync.Mutex.Lock',
    'sync.WaitGroup.Wait',
  ]);
});

describe('the log of a crash', () => {
  it.each([
    ['crash-all.txt', 18],
    ['crash-system.txt', 25],
  ])('%s', (name, count) => {
    const text = `2026/01/02 listening on :80\n${dump(name)}exit status 2\n`;
    const all = read(text);
    expect(all).toHaveLength(count);
    expect(all[0]!.stack.at(name === 'crash-all.txt' ? 0 : -3)).toMatch(/^(main\.main|panic)/);
    expect(all.some(({ stack }) => stack.includes('exit status 2'))).toBe(false);
  });

  it('C functions, ancestors, stacks that could not be read, and a dump that is cut', () => {
    const [c, other, child, cut] = read(
      [
        'goroutine 7 gp=0xc1 m=3 mp=0xc2 [syscall, 3 minutes]:',
        'non-Go function',
        '\t/src/x.c:12 pc=0x7f00',
        'main._Cfunc_work(0x1)',
        '\t_cgo_gotypes.go:49 +0x45 fp=0x1 sp=0x2 pc=0x3',
        '',
        'goroutine 8 [running]:',
        '\tgoroutine running on other thread; stack unavailable',
        'created by main.start in goroutine 1',
        '\t/src/main.go:5 +0x20',
        '',
        'goroutine 9 [select]:',
        'main.wait(...)',
        '\tC:/src dir/main.go:7',
        '[originating from goroutine 1]:',
        'main.ancestor(...)',
        '\t/src/main.go:9 +0x1',
        '',
        'goroutine 10 [running]:',
        'main.cut(0x1, {0x2',
      ].join('\n'),
    );
    expect(c).toMatchObject({ id: 7, stack: ['non-Go function', 'main._Cfunc_work'], labels: { wait: 3 } });
    expect(other).toMatchObject({ stack: ['…stack unavailable…'], creator: 'main.start' });
    expect(child).toMatchObject({ stack: ['main.wait'] });
    expect(cut).toMatchObject({ id: 10, stack: ['main.cut'] });
  });
});

describe('the reader', () => {
  it('takes any pieces and either line end', () => {
    const text = dump('go1.27.3.debug2.txt');
    const whole = read(text);
    expect(read(text.replaceAll('\n', '\r\n'))).toEqual(whole);
    const bytes = Buffer.from(text);
    for (const size of [1, 7, 4096]) {
      const reader = new GoroutineDumpReader();
      for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size));
      expect(goroutines(reader.end())).toEqual(whole);
    }
  });

  it('keeps places apart only by file and line', () => {
    const profile = parseGoroutineDump(
      'goroutine 1 [x]:\nmain.f(0x1)\n\t/a b.go:3 +0x1\n\ngoroutine 2 [x]:\nmain.f(0x2)\n\t/a b.go:3 +0x99 fp=0x1\n',
    );
    expect(profile.locations.count).toBe(1);
    expect(profile.stacks.count).toBe(2);
    expect(profile.strings).toContain('/a b.go');
    expect(profile.lines.line[0]).toBe(3);
  });

  it('skips a line that is no traceback’s without keeping it', () => {
    const reader = new GoroutineDumpReader();
    for (let i = 0; i < 40; i++) reader.text('x'.repeat(100_000));
    reader.text('\ngoroutine 5 [running]:\nmain.f()\n\t/a.go:1\n');
    expect(goroutines(reader.end())).toMatchObject([{ id: 5, stack: ['main.f'] }]);
  });

  it('refuses a text without goroutines', () => {
    expect(() => parseGoroutineDump('goroutine profile: total 3\n')).toThrow(ProfileRefused);
  });
});

it('a dump is known by a goroutine’s first line, wherever it stands', () => {
  expect(looksLikeGoroutines(`panic: x\r\n\r\ngoroutine 1 [running]:\r\n`)).toBe(true);
  expect(looksLikeGoroutines('goroutine profile: total 3\n1 @ 0x1\n')).toBe(false);
  expect(looksLikeGoroutines('see goroutine 1 [running]: x\n')).toBe(false);
});
