import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { LOCAL_LIMITS, type ProfileProgress } from '../../shared/model/profile-work.js';
import { silentLog } from '../../src-main/core/log/log.js';
import { forkChild } from '../../src-main/core/profile-host/fork.js';
import { ChildProfileHost, type ProfileHostOptions } from '../../src-main/core/profile-host/host.js';
import type { ChildProcessHandle } from '../../src-main/core/profile-host/messages.js';
import { sharedData, WHY_SKIPPED } from '../helpers/shared-data.js';
import { SMALL_PROFILE, varint } from '../helpers/small-profile.js';
import { tempFolder } from '../helpers/temp-folder.js';

const SCRIPT = path.resolve(import.meta.dirname, '../../dist/core/profile-child.mjs');

/** A profile whose strings alone are `mib`; each is another one. */
function largeProfile(mib: number): Buffer {
  const parts: Buffer[] = [SMALL_PROFILE];
  for (let i = 0; i < mib * 16; i++) {
    const body = Buffer.alloc(65_536, 97);
    body.write(i.toString(), 0);
    parts.push(Buffer.from([...varint(6 * 8 + 2), ...varint(body.length)]), body);
  }
  return Buffer.concat(parts);
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

function setUp(options: Partial<ProfileHostOptions> = {}) {
  const dir = tempFolder();
  const children: ChildProcessHandle[] = [];
  const start = forkChild(SCRIPT);
  const host = new ChildProfileHost({
    start: () => {
      const child = start();
      children.push(child);
      return child;
    },
    cacheDir: path.join(dir, 'cache'),
    log: silentLog(),
    ...options,
  });
  onTestFinished(() => host.close());
  const save = (name: string, data: Uint8Array): { path: string; module: null } => {
    fs.writeFileSync(path.join(dir, name), data);
    return { path: path.join(dir, name), module: null };
  };
  return { host, children, save, dir };
}

const verdict = (result: { ok: true } | { ok: false; error: { code: string } }): string =>
  result.ok ? 'ok' : result.error.code;

describe('the profile child', () => {
  it('takes off one layer of gzip with the verdicts of Go', async () => {
    const { host, save, children } = setUp();
    const gz = zlib.gzipSync(SMALL_PROFILE);
    const half = Math.floor(SMALL_PROFILE.length / 2);
    const members = Buffer.concat([
      zlib.gzipSync(SMALL_PROFILE.subarray(0, half)),
      zlib.gzipSync(SMALL_PROFILE.subarray(half)),
    ]);
    const files: [name: string, data: Uint8Array, expected: string | RegExp][] = [
      ['raw', SMALL_PROFILE, 'ok'],
      ['gzip', gz, 'ok'],
      ['two members', members, 'ok'],
      ['zeros behind', Buffer.concat([gz, Buffer.alloc(8)]), 'BAD_GZIP'],
      ['garbage behind', Buffer.concat([gz, Buffer.from('garbage garbage')]), 'BAD_GZIP'],
      ['cut', gz.subarray(0, gz.length - 4), 'BAD_GZIP'],
    ];
    for (const [name, data, expected] of files)
      expect([name, verdict(await host.ask(save(name, data), { ask: 'facts' }))]).toEqual([name, expected]);
    const nested = await host.ask(save('twice', zlib.gzipSync(gz)), { ask: 'facts' });
    expect(nested.ok).toBe(false);
    expect(children).toHaveLength(1);
  });

  it('says what a file says, and writes a tree into a file that the next question finds', async () => {
    const { host, save } = setUp();
    const file = save('a.pb', SMALL_PROFILE);
    const facts = await host.ask(file, { ask: 'facts' });
    expect(facts).toMatchObject({ ok: true, value: { profileType: 'cpu', samples: 1, functions: 1 } });
    const question = { ask: 'tree', filter: {}, view: 'merged' } as const;
    const [first, second] = [await host.ask(file, question), await host.ask(file, question)];
    if (!first.ok) throw new Error(first.error.message);
    expect(second).toEqual(first);
    expect(fs.statSync(first.value.file).size).toBe(first.value.bytes);
    await host.close();
    expect(fs.existsSync(first.value.file)).toBe(false);
  });

  it('ends a child whose memory is too much, and answers the next question with a new one', async () => {
    const { host, save, children } = setUp({ limits: { rssBytes: 150 * 1024 * 1024, cpuMsPerGib: 30_000 } });
    const small = save('small', SMALL_PROFILE);
    const refused = await host.ask(save('large', largeProfile(120)), { ask: 'facts' });
    expect(refused).toMatchObject({
      ok: false,
      error: { code: 'PROFILE_TOO_LARGE', params: { limit: 150 } },
    });
    expect(verdict(await host.ask(small, { ask: 'facts' }))).toBe('ok');
    expect(children).toHaveLength(2);
    expect(isAlive(children[0]!.pid!)).toBe(false);
  });

  it('asks again in a new child what may have failed for the memory of others', async () => {
    const { host, save, children } = setUp({ limits: { rssBytes: 150 * 1024 * 1024, cpuMsPerGib: 30_000 } });
    await host.ask(save('small', SMALL_PROFILE), { ask: 'facts' });
    const refused = await host.ask(save('large', largeProfile(120)), { ask: 'facts' });
    expect([verdict(refused), children.length]).toEqual(['PROFILE_TOO_LARGE', 2]);
  });

  it('ends a child that takes too much CPU time', async () => {
    const { host, save } = setUp({ limits: { rssBytes: 1024 ** 3, cpuMsPerGib: 60 } });
    const refused = await host.ask(save('large', zlib.gzipSync(largeProfile(60))), { ask: 'facts' });
    expect(verdict(refused)).toBe('PROFILE_TOO_SLOW');
  });

  it('tells of its reading, and of a cancel ends at once with the child kept', async () => {
    const { host, save, children } = setUp();
    const file = save('large', zlib.gzipSync(largeProfile(100), { level: 1 }));
    const seen: ProfileProgress[] = [];
    const ending = new AbortController();
    const asked = host.ask(
      file,
      { ask: 'facts' },
      {
        signal: ending.signal,
        onProgress: (progress) => {
          seen.push(progress);
          ending.abort();
        },
      },
    );
    expect(verdict(await asked)).toBe('CANCELLED');
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({ phase: 'reading', of: fs.statSync(file.path).size });
    expect(verdict(await host.ask(save('small', SMALL_PROFILE), { ask: 'facts' }))).toBe('ok');
    expect(children).toHaveLength(1);
  });

  it('fails what waits when the child dies, and goes on', async () => {
    const { host, save, children } = setUp();
    const asked = host.ask(save('large', zlib.gzipSync(largeProfile(100))), { ask: 'facts' });
    process.kill(children[0]!.pid!, 'SIGKILL');
    expect(await asked).toMatchObject({
      ok: false,
      error: { code: 'PROFILE_CHILD_DIED', params: { how: 'SIGKILL' } },
    });
    expect(verdict(await host.ask(save('small', SMALL_PROFILE), { ask: 'facts' }))).toBe('ok');
  });

  it('ends a child that has had nothing to do', async () => {
    const { host, save, children } = setUp({ idleMs: 50 });
    await host.ask(save('small', SMALL_PROFILE), { ask: 'facts' });
    expect(host.running).toBe(true);
    await expect.poll(() => isAlive(children[0]!.pid!), { timeout: 5000 }).toBe(false);
    expect(host.running).toBe(false);
  });

  it('reads no more than the limits say', async () => {
    const { host, save } = setUp();
    const file = save('a', zlib.gzipSync(largeProfile(4)));
    const ask = async (limits: Partial<typeof LOCAL_LIMITS>): Promise<string> =>
      verdict(await host.ask(file, { ask: 'facts' }, { limits: { ...LOCAL_LIMITS, ...limits } }));
    expect(await ask({ wireBytes: 1000 })).toBe('PROFILE_FILE_TOO_LARGE');
    expect(await ask({ inflatedBytes: 1_000_000 })).toBe('PROFILE_INFLATES_TOO_LARGE');
    expect(await ask({})).toBe('ok');
  });

  const bomb = sharedData('hostile/pprof-adversarial/bomb-100MB.pb.gz');
  it.skipIf(bomb === null)(`is not hurt by a bomb of 100 MB (${WHY_SKIPPED})`, async () => {
    const { host, save } = setUp();
    const before = process.memoryUsage.rss();
    const refused = await host.ask(save('bomb', bomb!), { ask: 'facts' });
    expect(refused.ok).toBe(false);
    expect(process.memoryUsage.rss() - before).toBeLessThan(50 * 1024 * 1024);
    expect(verdict(await host.ask(save('small', SMALL_PROFILE), { ask: 'facts' }))).toBe('ok');
  });
});
