import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseLegacy } from '../../../../../../src-main/core/profile/legacy/index.js';
import type { OracleAnswer } from '../../../../../helpers/pprof-oracle.js';
import { describeSamples, frameNames, totalsOf } from '../../../../../helpers/profile-samples.js';

const DIR = path.resolve(import.meta.dirname, '../../../../../fixtures/legacy');
const read = (name: string): Buffer => fs.readFileSync(path.join(DIR, name));
const answers = JSON.parse(read('answers.json').toString()) as Record<string, OracleAnswer>;

/** google/pprof does not read the names in Go's comments, so they are taken out where every frame is compared. */
const withoutComments = (bytes: Buffer): Buffer =>
  Buffer.from(bytes.toString('latin1').replace(/^#\t0x.*\n/gm, ''), 'latin1');

describe.each(Object.keys(answers))('%s', (name) => {
  const answer = answers[name]!;

  it('has the types, values, addresses, mappings and names of google/pprof', () => {
    const bytes = read(name);
    const profile = parseLegacy(name.endsWith('.bin') ? bytes : withoutComments(bytes));
    expect(profile.sampleTypes.map(({ type, unit }) => `${type}/${unit}`)).toEqual(answer.types);
    expect(describeSamples(profile)).toEqual(answer.stacks);
    expect(totalsOf(profile)).toEqual(answer.totals);
  });

  it('has the same values with the names of its comments', () => {
    const profile = parseLegacy(read(name));
    const values = (line: string): string => line.slice(0, line.indexOf(']'));
    expect(describeSamples(profile).map(values)).toEqual(answer.stacks!.map(values));
    expect(totalsOf(profile)).toEqual(answer.totals);
  });
});

describe('names in the comments of Go’s text formats', () => {
  it('names the frames, and leaves out those of the runtime that Go left out', () => {
    const profile = parseLegacy(read('go-heap.txt'));
    const stacks = Array.from({ length: profile.samples.count }, (_, s) => frameNames(profile, s));
    expect(stacks).toContainEqual(['main.grow', 'main.main', 'runtime.main']);
    const grow = profile.strings.indexOf('main.grow');
    const func = profile.funcs.name.indexOf(grow);
    expect(profile.strings[profile.funcs.file[func]!]).toBe('example.com/legacy/main.go');
  });

  it('keeps what google/pprof would drop by name', () => {
    expect(parseLegacy(read('go-heap.txt')).dropFrames).toContain(String.raw`runtime\..*`);
    expect(parseLegacy(read('go-mutex.txt')).dropFrames).toContain('RecordLockProfileData');
    expect(parseLegacy(read('go-threadcreate.txt')).dropFrames).toContain('ProfileData::Add');
  });

  it('tells calls inlined at an address from an address that the stack has twice', () => {
    const text = [
      'goroutine profile: total 1',
      '1 @ 0x11 0x21 0x21',
      '#\t0x10\ta+0x1\t/a.go:1',
      '#\t0x10\tb+0x1\t/a.go:2',
      '#\t0x20\tc+0x1\t/a.go:3',
      '#\t0x20\tc+0x1\t/a.go:3',
    ];
    expect(frameNames(parseLegacy(Buffer.from(text.join('\n'))), 0)).toEqual(['a', 'b', 'c', 'c']);
  });

  it('reads past a comment that is damaged', () => {
    const text = 'goroutine profile: total 1\n1 @ 0x11\n#\t0x1z\ta+0x1\t/a.go:1\n#\t0x\n# labels: {"a\n';
    expect(frameNames(parseLegacy(Buffer.from(text)), 0)).toEqual(['?']);
  });

  it('gives a goroutine profile its labels', () => {
    const text = 'goroutine profile: total 2\n2 @ 0x11\n# labels: {"a key":"x \\"y\\"", "b":"\\u00e9"}\n';
    const { labelSets, strings } = parseLegacy(Buffer.from(text));
    const set = labelSets[1]!.map(({ key, text: value }) => [strings[key], strings[value]]);
    expect(set).toEqual([
      ['a key', 'x "y"'],
      ['b', 'é'],
    ]);
  });
});
