import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { TopRow } from '../../../../../shared/model/profile.js';
import { ProfileView } from '../../../../../src-main/core/profile/view.js';
import { CASES_DIR, caseFile, NO_CASES } from '../../../../helpers/cases.js';
import { decodeFile } from '../../../../helpers/compare-profile.js';

interface Expected {
  total_ns: number;
  top: { name: string; flat: number; cum: number }[];
  share_base: number;
  default_sample_type: string;
  flat_ns: Record<string, number>;
  package_ms: Record<string, number>;
}

const expected = (id: string): Expected =>
  (JSON.parse(fs.readFileSync(caseFile(`${id}.json`), 'utf8')) as { expected: Expected }).expected;
const view = (name: string, module: string | null = null): ProfileView =>
  new ProfileView(decodeFile(fs.readFileSync(caseFile(name))), { module });
const amounts = (items: readonly TopRow[]): object[] =>
  items.map(({ name, flat, cum }) => ({ name, flat, cum })).sort((a, b) => (a.name < b.name ? -1 : 1));
const byName = (rows: readonly { name: string }[]): object[] =>
  [...rows].sort((a, b) => (a.name < b.name ? -1 : 1));

describe.skipIf(CASES_DIR === null)(
  `complaints about other tools${CASES_DIR === null ? `: ${NO_CASES}` : ''}`,
  () => {
    it('P-1: recursion counts once, also where calls are inlined', () => {
      const { top, total_ns } = expected('P-1');
      const { items, total } = view('P-1.pb.gz').top({});
      expect(total).toBe(total_ns);
      expect(amounts(items)).toEqual(byName(top));
      const { callers, callees } = view('P-1.pb.gz').detail({}, 'main.walk');
      expect([...callers, ...callees].every(({ value }) => Number(value) <= 80_000_000)).toBe(true);
    });

    it('P-3: a difference keeps its signs, and shares are of the absolute values', () => {
      const { top, share_base, default_sample_type } = expected('P-3');
      const table = view('P-3.pb.gz').top({});
      expect(table.sampleType.type).toBe(default_sample_type);
      expect(table.total).toBe(share_base);
      expect(amounts(table.items)).toEqual(byName(top));
    });

    it('P-5: not compressed', () => {
      const { flat_ns, total_ns } = expected('P-5');
      const { items, total } = view('P-5.pb').top({});
      expect(total).toBe(total_ns);
      const flat = Object.fromEntries(
        items.filter((row) => row.flat !== 0).map((row) => [row.name, row.flat]),
      );
      expect(flat).toEqual(flat_ns);
    });

    it('P-7: number labels by range with units, text labels by value', () => {
      const {
        total,
        'by route': routes,
        ...filters
      } = expected('P-7') as unknown as Record<string, number> & { 'by route': object };
      const file = view('P-7.pb.gz');
      expect(file.top({}).total).toBe(total);
      for (const [label, shown] of Object.entries(filters))
        expect({ label, shown: file.top({ label }).shown }).toEqual({ label, shown });
      const grouped = file.groups({}, 'label:route').items.map(({ name, flat }) => [name, flat]);
      expect(Object.fromEntries(grouped)).toEqual(routes);
    });

    it('P-9: packages of methods, generics, dots in paths, and generated functions', () => {
      const { package_ms, total_ns } = expected('P-9');
      const { items, total } = view('P-9.pb.gz', 'github.com/acme/shop').groups({}, 'package');
      expect(total).toBe(total_ns);
      const ms = Object.fromEntries(
        items.filter(({ flat }) => flat !== 0).map(({ name, flat }) => [name, Number(flat) / 1e6]),
      );
      expect(ms).toEqual(package_ms);
    });
  },
);
