import { expect, it } from 'vitest';
import { toCsv } from '../../../../src-renderer/ui/csv.js';
import { fileName } from '../../../../src-renderer/ui/download.js';

it('a row for every moment any series has, every digit, and no formula', () => {
  const at = Date.UTC(2026, 10, 25, 14, 0, 0);
  const csv = toCsv([
    { name: 'cpu', t: Float64Array.of(at, at + 1000), v: Float64Array.of(0.1 + 0.2, NaN) },
    { name: '=cmd|" /c', t: Float64Array.of(at + 1000, at + 2000), v: Float64Array.of(Infinity, -1e-7) },
  ]);
  expect(csv.split('\r\n')).toEqual([
    'time,cpu,"\'=cmd|"" /c"',
    '2026-11-25T14:00:00.000Z,0.30000000000000004,',
    '2026-11-25T14:00:01.000Z,,+Inf',
    '2026-11-25T14:00:02.000Z,,-1e-7',
    '',
  ]);
});

it('a name that any disk takes', () => {
  expect(
    ['shop-api-CPU.png', '../../etc/passwd.csv', '"<b>".csv', '....png', `${'x'.repeat(300)}.csv`].map(
      fileName,
    ),
  ).toEqual(['shop-api-CPU.png', 'etc-passwd.csv', 'b.csv', 'gopherscope.png', `${'x'.repeat(100)}.csv`]);
});
