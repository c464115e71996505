import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ProfileFilter, TopRow } from '../../shared/model/profile.js';
import { ProfileDecoder } from '../../src-main/core/profile/decode.js';
import { ProfileView } from '../../src-main/core/profile/view.js';
import { GoPprof } from '../helpers/go-pprof.js';
import { profileOf } from '../helpers/profile-text.js';

const STACKS = `
main.main:1 > api.Handle:2 > regexp.Compile:3 > runtime.mallocgc:1 = 7 700
main.main:1 > api.Handle:2 > ~regexp.Compile:4 > ~regexp.parse:9 > runtime.mallocgc:1 = 5 50
main.main:1 > api.Handle:2 > ~cart.Add:4 = 3 30 | route=/cart,bytes=#4096
main.main:1 > cart.Add:4 > api.Handle:7 > cart.Add:5 = 11 1 | route=/cart,bytes=#65536
main.other:1 > runtime.gcBgMarkWorker:1 = 2 9 | route=/list,bytes=#16384
runtime.mcall:1 > runtime.schedule:2 = 13 130
`;
const TYPES = ['samples/count', 'cpu/nanoseconds'];

const go = new GoPprof();
let folder: string;
let file: string;
let view: ProfileView;

beforeAll(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'gopherscope-test-'));
  file = path.join(folder, 'stacks.pb');
  const bytes = new ProfileView(profileOf(STACKS, TYPES), { module: null }).pprof({});
  await fs.writeFile(file, bytes);
  const decoder = new ProfileDecoder();
  decoder.push(bytes);
  view = new ProfileView(decoder.end(), { module: null });
});
afterAll(() => fs.rm(folder, { recursive: true }));

const rowsOf = (items: readonly TopRow[]) =>
  Object.fromEntries(items.map(({ name, flat, cum }) => [name, [[flat, cum]]]));

/** What go's flags are called beside ours. */
const FLAGS: [keyof ProfileFilter, string][] = [
  ['focus', 'focus'],
  ['ignore', 'ignore'],
  ['hide', 'hide'],
  ['show', 'show'],
  ['show_from', 'show_from'],
  ['label', 'tagfocus'],
];

describe('as go tool pprof filters, value for value', () => {
  test.each<ProfileFilter>([
    {},
    { focus: 'regexp' },
    { focus: 'mallocgc|gcBg' },
    { ignore: 'mallocgc' },
    { focus: 'api', ignore: 'regexp' },
    { hide: '^runtime' },
    { hide: 'regexp|cart' },
    { hide: 'main|runtime' },
    { show: 'cart|main' },
    { show: 'parse' },
    { show_from: 'api' },
    { show_from: 'Compile' },
    { show_from: 'cart', hide: 'api' },
    { focus: 'cart', show: 'cart', show_from: 'cart' },
    { focus: 'no such' },
    { focus: 'x\\.go$' },
    { label: 'bytes=4kb:16kb' },
    { label: 'bytes=16kb:' },
    { label: 'route=/cart' },
  ])('%j', async (filter) => {
    for (const [i, sampleType] of view.profile.sampleTypes.entries()) {
      const ours = view.top({ ...filter, sample_type: sampleType.type }).items;
      const flags = FLAGS.flatMap(([name, flag]) => {
        const value = filter[name];
        return typeof value === 'string' ? [`-${flag}=${value}`] : [];
      });
      const theirs = await go.top(file, i, sampleType, flags);
      expect(rowsOf(ours)).toEqual(theirs);
    }
  });
});

test('a filtered profile exports what its filter shows', async () => {
  for (const filter of [
    { focus: 'regexp' },
    { hide: 'regexp' },
    { show_from: 'api' },
    { label: 'route=/cart' },
  ]) {
    const exported = path.join(folder, 'filtered.pb');
    await fs.writeFile(exported, view.pprof(filter));
    for (const [i, sampleType] of view.profile.sampleTypes.entries()) {
      const ours = view.top({ ...filter, sample_type: sampleType.type }).items;
      const theirs = await go.top(exported, i, sampleType);
      expect(rowsOf(ours)).toEqual(theirs);
    }
  }
});
