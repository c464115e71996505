import zlib from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GroupTable, ProfileResult, TopTable } from '../../shared/model/profile.js';
import { cleanUp } from '../helpers/children.js';
import { startCore, type Core } from '../helpers/core.js';
import { upload } from '../helpers/profiles.js';
import { sharedFolder, WHY_SKIPPED } from '../helpers/shared-data.js';

/** What users of other tools complained of in public (shared/data/cases), over REST. */
const cases = new Map(sharedFolder('cases'));
if (cases.size === 0) console.warn(WHY_SKIPPED);

describe.skipIf(cases.size === 0)('cases of profiles', () => {
  let core: Core;
  beforeAll(async () => {
    core = await startCore();
  });
  afterAll(cleanUp);

  const read = (name: string): Buffer => cases.get(name) ?? Buffer.alloc(0);
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- what a case expects has a shape of its own
  const expected = <T>(id: string): T =>
    (JSON.parse(read(`${id}.json`).toString()) as { expected: T }).expected;
  const get = <T>(id: string, what: string, query: Record<string, string> = {}): Promise<T> =>
    core.api.call('GET', `/profiles/${id}/${what}?${new URLSearchParams(query).toString()}`);
  async function keep(file: string, bytes: Uint8Array = read(file)): Promise<string> {
    return (await upload(core.api, bytes, { filename: file })).record.id;
  }

  it('P-1: recursion counts once, in top and in the analysis', async () => {
    const { top, total_ns } = expected<{ top: object[]; total_ns: number }>('P-1');
    const id = await keep('P-1.pb.gz');
    const rows = await get<TopTable>(id, 'top');
    expect(rows.items.map(({ name, flat, cum }) => ({ name, flat, cum }))).toEqual(top);
    const result = await get<ProfileResult>(id, 'analysis');
    expect(result.total).toBe(total_ns);
    expect(result.top_functions).toEqual(rows.items);
  });

  it('P-3: a difference keeps its signs, and shares are of its sizes', async () => {
    const { top, share_base } = expected<{ top: object[]; share_base: number }>('P-3');
    const rows = await get<TopTable>(await keep('P-3.pb.gz'), 'top');
    expect(rows.items.map(({ name, flat, cum }) => ({ name, flat, cum }))).toEqual(top);
    expect([rows.total, rows.sampleType.type]).toEqual([share_base, 'inuse_space']);
  });

  it('P-5: not compressed, and compressed; gzip within gzip and two files joined are refused by name', async () => {
    const { flat_ns, total_ns } = expected<{ flat_ns: Record<string, number>; total_ns: number }>('P-5');
    const raw = read('P-5.pb');
    const gz = zlib.gzipSync(raw);
    for (const bytes of [raw, gz]) {
      const { items, total } = await get<TopTable>(await keep('P-5.pb', bytes), 'top');
      expect(total).toBe(total_ns);
      for (const [name, flat] of Object.entries(flat_ns))
        expect(items.find((row) => row.name === name)?.flat).toBe(flat);
    }
    await expect(keep('twice.gz', zlib.gzipSync(gz))).rejects.toMatchObject({
      status: 422,
      code: 'NOT_A_PROFILE',
      data: { found: 'gzip' },
    });
    await expect(keep('joined.gz', Buffer.concat([gz, gz]))).rejects.toMatchObject({
      status: 422,
      code: 'DAMAGED_PROFILE',
    });
  });

  it('P-7: by ranges of number labels with units, and by text', async () => {
    const all = expected<Record<string, number> & { 'by route': Record<string, number> }>('P-7');
    const id = await keep('P-7.pb.gz');
    for (const label of Object.keys(all).filter((key) => key.includes('=')))
      expect([label, (await get<TopTable>(id, 'top', { label })).shown]).toEqual([label, all[label]]);
    const groups = await get<GroupTable>(id, 'groups', { by: 'label:route' });
    expect(Object.fromEntries(groups.items.map(({ name, flat }) => [name, flat]))).toEqual(all['by route']);
  });

  it('P-9: packages of every spelling, own code by its module', async () => {
    const { package_ms, total_ns } = expected<{ package_ms: Record<string, number>; total_ns: number }>(
      'P-9',
    );
    const id = await keep('P-9.pb.gz');
    const groups = await get<GroupTable>(id, 'groups', { by: 'package' });
    expect(Object.fromEntries(groups.items.map(({ name, flat }) => [name, Number(flat) / 1e6]))).toEqual(
      package_ms,
    );
    await core.api.call('PATCH', `/profiles/${id}`, { module: 'github.com/acme/shop' });
    const origins = await get<GroupTable>(id, 'groups', { by: 'origin' });
    const own = (
      ['main', 'github.com/acme/shop/api', 'github.com/acme/shop/model (type:.eq)'] as const
    ).reduce((sum, name) => sum + (package_ms[name] ?? 0), 0);
    const byOrigin = Object.fromEntries(origins.items.map(({ name, flat }) => [name, Number(flat) / 1e6]));
    expect(byOrigin['own']).toBe(own);
    expect(Object.values(byOrigin).reduce((sum, ms) => sum + ms, 0)).toBe(total_ns / 1e6);
  });
});
