import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeFrame } from '../../shared/base/columns.js';
import type {
  FunctionDetail,
  ProfileRecord,
  ProfileResult,
  SourceView,
  TreeExtra,
} from '../../shared/model/profile.js';
import { cleanUp, start, tempDir, until } from '../helpers/children.js';
import { CORE, startCore, type Core } from '../helpers/core.js';
import { startApp } from '../helpers/go-apps.js';
import { capture, captureEnd, download, upload } from '../helpers/profiles.js';
import { sharedData, WHY_SKIPPED } from '../helpers/shared-data.js';
import { SMALL_PROFILE } from '../helpers/small-profile.js';

/** The library and its answers, over REST. */

const ROOT = path.resolve(import.meta.dirname, '../..');

describe('profiles', () => {
  let core: Core;
  beforeAll(async () => {
    core = await startCore();
  });
  afterAll(cleanUp);
  const call = <T>(method: string, where: string, body?: unknown): Promise<T> =>
    core.api.call<T>(method, where, body);

  it('are kept once, listed, changed, deleted and brought back', async () => {
    const { status, record } = await upload(core.api, SMALL_PROFILE, { filename: 'dir/a b.pb' });
    expect(status).toBe(201);
    expect(record).toMatchObject({ name: 'a b.pb', type: 'cpu', profileType: 'cpu', origin: 'file' });
    expect(await upload(core.api, SMALL_PROFILE, { filename: 'other' })).toEqual({ status: 200, record });
    expect(await call('GET', '/profiles')).toMatchObject({
      ...{ items: [record], nextCursor: null, usedBytes: SMALL_PROFILE.length, quotaBytes: 512 * 1024 ** 2 },
    });
    const changed = await call<ProfileRecord>('PATCH', `/profiles/${record.id}`, {
      ...{ name: 'mine', note: 'slow', tags: ['x'], pinned: true, module: 'example.com/app' },
    });
    expect(changed).toEqual({
      ...record,
      ...{ name: 'mine', note: 'slow', tags: ['x'], pinned: true, module: 'example.com/app' },
    });
    const { restorableUntil } = await call<{ restorableUntil: string }>('DELETE', `/profiles/${record.id}`);
    expect(Date.parse(restorableUntil) - Date.now()).toBeGreaterThan(590_000);
    await expect(call('GET', `/profiles/${record.id}/top`)).rejects.toMatchObject({ status: 404 });
    expect(await call('POST', `/profiles/${record.id}/restore`)).toEqual(changed);
  });

  it('come out as they went in, and in other formats, under safe names', async () => {
    const gz = zlib.gzipSync(SMALL_PROFILE);
    const { record } = await upload(core.api, gz, { filename: 'böse"\r\nname; x.pb.gz' });
    const raw = await download(core.api, `/profiles/${record.id}/raw`);
    expect(raw.bytes.equals(gz)).toBe(true);
    expect(raw.headers.get('content-disposition')).toBe(
      `attachment; filename="b_se_name_ x.pb.gz"; filename*=UTF-8''b%C3%B6se%22name%3B%20x.pb.gz`,
    );
    const folded = await download(core.api, `/profiles/${record.id}/export?format=folded`);
    expect(folded.bytes.toString()).toBe('main.work 7\n');
    const speedscope = await download(core.api, `/profiles/${record.id}/export?format=speedscope`);
    expect(JSON.parse(speedscope.bytes.toString())).toMatchObject({
      shared: { frames: [{ name: 'main.work' }] },
    });
    const pprof = await download(core.api, `/profiles/${record.id}/export?format=pprof`);
    const again = await upload(core.api, pprof.bytes, { filename: 'exported.pb.gz' });
    const result = await call<ProfileResult>('GET', `/profiles/${again.record.id}/analysis`);
    expect(result).toMatchObject({
      id: again.record.id,
      total: 7,
      top_functions: [{ name: 'main.work', flat: 7 }],
    });
  });

  it('answer trees as a column frame, filtered, and say what is wrong with a filter', async () => {
    const { record } = await upload(core.api, SMALL_PROFILE, {});
    const { bytes } = await download(core.api, `/profiles/${record.id}/flamegraph`);
    const { columns, strings, extra } = decodeFrame<TreeExtra>(bytes);
    expect([...columns['parent']!]).toEqual([-1, 0]);
    expect([...columns['cum']!]).toEqual([7, 7]);
    expect(strings).toContain('main.work');
    expect(extra).toMatchObject({ view: 'merged', total: 7, shown: 7, omitted: 0 });
    const focus = await download(core.api, `/profiles/${record.id}/flamegraph?focus=nothing`);
    expect(decodeFrame<TreeExtra>(focus.bytes).extra.shown).toBe(0);
    const refused: [where: string, code: string][] = [
      ['/top?focus=(', 'BAD_FILTER'],
      ['/top?sample_type=nope', 'BAD_FILTER'],
      ['/function?function=nope', 'BAD_FILTER'],
      ['/top?limit=0', 'INVALID_INPUT'],
      ['/flamegraph?view=sideways', 'INVALID_INPUT'],
      ['/flamegraph?view=callers', 'INVALID_INPUT'],
      ['/export?format=xml', 'INVALID_INPUT'],
      ['/flamegraph?hide=[', 'BAD_FILTER'],
    ];
    for (const [where, code] of refused) {
      const answer = await call('GET', `/profiles/${record.id}${where}`).catch((error: unknown) => error);
      expect([where, answer]).toEqual([where, expect.objectContaining({ status: 422, code })]);
    }
    await expect(call('GET', '/profiles/none/flamegraph')).rejects.toMatchObject({
      ...{ status: 404, code: 'NOT_FOUND' },
    });
  });

  it('refuses what is none with a code and the reason, and keeps nothing of it', async () => {
    const before = fs.readdirSync(path.join(core.dataDir, 'profiles'));
    const html = Buffer.from('<html><body>404</body></html>');
    await expect(upload(core.api, html, {})).rejects.toMatchObject({ status: 422 });
    await expect(upload(core.api, Buffer.alloc(0), {})).rejects.toMatchObject({ code: 'PROFILE_EMPTY' });
    await expect(upload(core.api, SMALL_PROFILE, { target: 'none' })).rejects.toMatchObject({ status: 404 });
    const gone = new AbortController();
    const half = fetch(`${core.url}/api/v1/profiles`, {
      method: 'POST',
      headers: { authorization: `Bearer ${core.api.token}` },
      signal: gone.signal,
      duplex: 'half',
      body: new ReadableStream({
        start: (stream) => {
          stream.enqueue(new Uint8Array(100_000));
        },
      }),
    } as RequestInit);
    await until(
      'the half file',
      () => fs.readdirSync(path.join(core.dataDir, 'profiles')).length > before.length,
    );
    gone.abort();
    await expect(half).rejects.toThrow();
    await until('the half file to go', () => {
      const now = fs.readdirSync(path.join(core.dataDir, 'profiles'));
      return now.length === before.length;
    });
  });

  it('are described in the OpenAPI document with their bytes', async () => {
    const { paths } = await call<{ paths: Record<string, Record<string, unknown>> }>('GET', '/openapi.json');
    expect(Object.keys(paths['/profiles'] ?? {}).sort()).toEqual(['get', 'post']);
    for (const where of ['raw', 'flamegraph', 'export', 'top', 'trace-tool'])
      expect(paths[`/profiles/{id}/${where}`]).toBeDefined();
  });

  it('show the source of the app, of Go, and say what was tried for what is missing', async () => {
    const app = await startApp('profiles');
    const { id } = await core.api.add({ url: app.url });
    const done = await captureEnd(core.api, await capture(core.api, id, { type: 'cpu', seconds: 1 }));
    const at = `/profiles/${done.profileId ?? ''}`;
    const source = await call<SourceView>('GET', `${at}/source?function=main.spin`);
    expect(source.resolvedPath).toBe(path.join(ROOT, 'tests/fixtures/goapps/profiles/main.go'));
    const detail = await call<FunctionDetail>('GET', `${at}/function?function=main.spin`);
    const dearest = [...source.lines].sort((a, b) => Number(b.flat) - Number(a.flat))[0];
    expect(dearest?.text).toMatch(/for i := range turns|n = n\*31/);
    const sum = source.lines.reduce((all, { flat }) => all + Number(flat), 0);
    expect(sum).toBe(Number(detail.flat));
    const all = await captureEnd(core.api, await capture(core.api, id, { type: 'goroutine' }));
    const ofGo = await call<SourceView>(
      'GET',
      `/profiles/${all.profileId ?? ''}/source?function=net/http.(*Server).Serve`,
    );
    expect(ofGo.resolvedPath).toMatch(/\/src\/net\/http\/server\.go$/);
    const { record } = await upload(core.api, SMALL_PROFILE, {});
    const missing = await call<SourceView>('GET', `/profiles/${record.id}/source?function=main.work`);
    expect(missing).toMatchObject({
      ...{ resolvedPath: null, why: { code: 'SOURCE_NOT_FOUND' }, lines: [{ line: 5, text: null, flat: 7 }] },
    });
    await app.kill();
  });

  it('follow the rules for paths that the settings hold', async () => {
    const dir = tempDir();
    fs.writeFileSync(path.join(dir, 'main.go'), 'package main\n\nfunc work() {\n\t// here\n\tspin()\n}\n');
    const named = SMALL_PROFILE.toString('latin1').replace('2\x07main.go', '2\x0a/x/main.go');
    const { record } = await upload(core.api, Buffer.from(named, 'latin1'), {});
    const where = `/profiles/${record.id}/source?function=main.work`;
    expect((await call<SourceView>('GET', where)).tried).toContain('/x/main.go');
    const changes = [{ key: 'profiles.sourcePaths', value: [`/x=${dir}`] }];
    expect(await call('PATCH', '/settings', { changes })).toMatchObject({
      values: { profiles: { sourcePaths: [`/x=${dir}`] } },
    });
    const source = await call<SourceView>('GET', where);
    expect(source.resolvedPath).toBe(path.join(dir, 'main.go'));
    expect(source.lines.find(({ line }) => line === 5)).toEqual({
      line: 5,
      text: '\tspin()',
      flat: 7,
      cum: 7,
    });
    expect(fs.readFileSync(path.join(core.dataDir, 'gopherscope.yaml'), 'utf8')).toContain(`- /x=${dir}`);
    const bad = [{ key: 'profiles.sourcePaths', value: ['no rule'] }];
    await expect(call('PATCH', '/settings', { changes: bad })).rejects.toMatchObject({
      code: 'SETTING_REFUSED',
    });
  });

  const bomb = sharedData('hostile/pprof-adversarial/bomb-100MB.pb.gz');
  it.skipIf(bomb === null)(`outlives a bomb (${WHY_SKIPPED})`, async () => {
    const { rssBytes } = await core.api.status();
    await expect(upload(core.api, bomb!, {})).rejects.toMatchObject({ status: 422 });
    expect((await core.api.status()).rssBytes - rssBytes).toBeLessThan(60 * 1024 ** 2);
    expect((await upload(core.api, SMALL_PROFILE, {})).status).toBe(200);
  });

  it('are taken by a second start, and opened by name', async () => {
    const dir = tempDir();
    const file = path.join(dir, 'handed over.pb');
    fs.writeFileSync(file, Buffer.concat([SMALL_PROFILE, Buffer.from([6 * 8 + 2, 3, 97, 98, 99])]));
    const second = start(process.execPath, [...CORE, '--data-dir', core.dataDir, file], {
      env: { DISPLAY: '', WAYLAND_DISPLAY: '' },
    });
    expect(await second.exited).toMatchObject({ code: 0 });
    const { items } = await call<{ items: ProfileRecord[] }>('GET', '/profiles');
    expect(items[0]).toMatchObject({ name: 'handed over.pb', origin: 'file' });
    expect(second.stderr()).toContain(`${core.url}/#/profiles/${items[0]!.id}`);
    fs.writeFileSync(file, 'nonsense');
    const third = start(process.execPath, [...CORE, '--data-dir', core.dataDir, file]);
    expect(await third.exited).toMatchObject({ code: 0 });
    expect(third.stderr()).toContain(`${file}: `);
  });
});
