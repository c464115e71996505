import { describe, expect, it } from 'vitest';
import { parseLegacy } from '../../../../../../src-main/core/profile/legacy/index.js';
import { describeSamples } from '../../../../../helpers/profile-samples.js';

/** Files that the addresses (given one byte on, as return addresses) are put into by a memory map; as google/pprof does. */
function filesOf(addresses: readonly number[], map: readonly string[]): string[] {
  const lines = [
    'heap profile: 1: 1 [1: 1] @ heapprofile',
    ...addresses.map((address) => `1: 1 [1: 1] @ 0x${(address + 1).toString(16)}`),
    'MAPPED_LIBRARIES:',
    ...map,
  ];
  const samples = describeSamples(parseLegacy(Buffer.from(lines.join('\n'))));
  return samples.map((sample) => sample.slice(sample.indexOf('|') + 1));
}

describe('the forms of a memory map', () => {
  it.each([
    ['1000-2000 r-xp 00000000 08:01 12 /a', '/a'],
    ['1000-2000 rw-p 00000000 08:01 12 /a', ''],
    ['0x1000-0x2000 /a (@0) abc', '/a'],
    ['  1000-2000: /a', '/a'],
    ['1000 2000 r-xp /a', '/a'],
    ['base/x.cc:12] 1000-2000: /a', '/a'],
    ['no map at all', ''],
    ['10000000000000000-20000000000000000: /a', ''],
  ])('%s', (line, file) => {
    expect(filesOf([0x1800], [line])).toEqual([file]);
  });

  it('names are replaced by what was assigned before, the first assignment of a name', () => {
    expect(filesOf([0x1800], ['dir = /opt', 'dir = /usr', '1000-2000: $dir/bin/$dirx'])).toEqual([
      '/opt/bin//optx',
    ]);
    expect(filesOf([0x1800], ['1000-2000: $dir/a', 'dir=/opt'])).toEqual(['$dir/a']);
  });

  it('an assignment that grows without end is not followed', () => {
    const doubling = Array.from({ length: 40 }, (_, i) => `v${i + 1}=$v${i}$v${i}`);
    expect(filesOf([0x1800], ['v0=/abcdefg', ...doubling, '1000-2000: $v3'])).toEqual(['/abcdefg'.repeat(8)]);
  });
});

describe('which mapping an address is in', () => {
  it('neighbours of one file are one; what lies in none has no name', () => {
    const map = ['1000-2000 r-xp 0 08:01 1 /a', '2000-3000 r-xp 1000 08:01 1 /a', '5000-6000: /b.so'];
    expect(filesOf([0x1000, 0x2fff, 0x3000, 0x5000, 0x9000], map)).toEqual(['/a', '/a', '', '/b.so', '']);
  });

  it('the first of the list wins where ranges overlap; the program is first', () => {
    expect(filesOf([0x1800], ['1000-2000: /lib.so', '1000-2000: /program'])).toEqual(['/program']);
    expect(filesOf([0x1800], ['1000-2000: [vdso]', '1000-2000: /x.so.6'])).toEqual(['[vdso]']);
  });

  it('a range begins its offset earlier for an address that nothing else has, until there is a range for the rest', () => {
    const map = ['1000-2000: /a', '8000-9000 r-xp 2000 08:01 1 /b.so'];
    expect(filesOf([0x7000, 0x6500], map)).toEqual(['/b.so', '/b.so']);
    expect(filesOf([0xf000, 0x7000], map)).toEqual(['', '']);
  });

  it('a range that has grown wins over one further down the list', () => {
    const map = ['1000-2000: /a', '8000-9000 r-xp 4000 08:01 1 /b.so', '5000-6000: /c.so'];
    expect(filesOf([0x5500, 0x7000, 0x5600], map)).toEqual(['/c.so', '/b.so', '/b.so']);
  });

  it('huge pages before the program are dropped, and its start is mended', () => {
    const map = ['400000-500000: /anon_hugepage (deleted)', '500000-600000 r-xp 100000 08:01 1 /a'];
    expect(filesOf([0x450000, 0x550000], map)).toEqual(['/a', '/a']);
  });
});
