import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cleanUp, until } from '../helpers/children.js';
import { RestError, startCore, type Core } from '../helpers/core.js';
import { guardedApp, type GuardedApp } from '../helpers/guarded-app.js';
import { capture, captureEnd } from '../helpers/profiles.js';

/** Targets that ask for a bearer token, through the product. */

const TOKEN = 'canary-4f1d0b6a-token';
const OTHER = 'canary-77aa02c9-other';
const bearer = (token: string) => ({ kind: 'bearer', token });

describe('a bearer token', () => {
  let core: Core;
  let app: GuardedApp;
  let elsewhere: GuardedApp;
  beforeAll(async () => {
    [core, app, elsewhere] = await Promise.all([startCore(), guardedApp(TOKEN), guardedApp(null)]);
  });
  afterAll(async () => {
    app.close();
    elsewhere.close();
    await cleanUp();
  });
  const update = (id: string, change: object) => core.api.call<object>('PATCH', `/targets/${id}`, change);
  const refused = async (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => null,
      (error: unknown) => (error instanceof RestError ? [error.status, error.code, error.message] : error),
    );
  const up = (id: string) =>
    until('it is up', async () => ((await core.api.target(id)).health === 'up' ? true : null));
  /** Every file of the data folder that has it. */
  const filesWith = (text: string): string[] =>
    fs
      .readdirSync(core.dataDir, { recursive: true, encoding: 'utf8' })
      .filter((name) => fs.statSync(path.join(core.dataDir, name)).isFile())
      .filter((name) => fs.readFileSync(path.join(core.dataDir, name)).includes(text));

  let id = '';
  it('opens what is refused without it: probe, polls, captures', async () => {
    const without = await core.api.probe(app.url);
    expect(without).toMatchObject({ answered: false, error: { code: 'AUTH_REQUIRED' }, missing: [] });
    const found = await core.api.call<object>('POST', '/targets/probe', {
      url: app.url,
      auth: bearer(TOKEN),
    });
    expect(found).toMatchObject({ answered: true });
    const target = await core.api.add({ url: app.url, name: 'guarded', auth: bearer(TOKEN) });
    ({ id } = target);
    expect(target.auth).toEqual({ kind: 'bearer', origin: app.url });
    expect(target.sources.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['pprof', 'prometheus']));
    await up(id);
    await until('orders', async () => (await core.api.value(id, 'orders_total'))?.value === 3);
    const done = await captureEnd(core.api, await capture(core.api, id, { type: 'cpu', seconds: 1 }));
    expect(done).toMatchObject({ state: 'done', error: null });
  });

  it('lies in one file that is its user’s alone, and comes out nowhere', async () => {
    const told = await captureEnd(core.api, await capture(core.api, id, { type: 'repeats' }));
    expect(told).toMatchObject({ state: 'failed', error: { code: 'CAPTURE_REFUSED' } });
    expect(told.error?.message).toContain('no: Bearer …');
    expect(filesWith(TOKEN)).toEqual(['secrets.json']);
    expect(fs.statSync(path.join(core.dataDir, 'secrets.json')).mode & 0o777).toBe(0o600);
    const answers = [
      ...['/targets', `/targets/${id}`, '/status', '/settings', `/annotations?target=${id}`],
      ...['/metrics/latest', '/captures', '/profiles', '/openapi.json'],
    ];
    for (const where of answers)
      expect(JSON.stringify(await core.api.call('GET', where)), where).not.toContain(TOKEN);
    for (const where of ['/metrics', '/federate']) {
      const response = await fetch(`${core.url}${where}`, {
        headers: { authorization: `Bearer ${core.api.token}` },
      });
      expect(await response.text(), where).not.toContain(TOKEN);
    }
    expect(core.stdout() + core.stderr()).not.toContain(TOKEN);
  });

  it('goes to the origin it was given for alone', async () => {
    await update(id, {
      sources: [
        { kind: 'pprof', url: `${app.url}/debug/pprof/` },
        { kind: 'prometheus', url: `${elsewhere.url}/metrics`, intervalSeconds: 1 },
      ],
    });
    await until('the other origin was asked', () => Promise.resolve(elsewhere.shown.length > 2 || null));
    expect(new Set(elsewhere.shown)).toEqual(new Set([null]));
    await update(id, { url: elsewhere.url });
    await up(id);
    expect(new Set(elsewhere.shown)).toEqual(new Set([null]));
    expect((await core.api.target(id)).auth).toEqual({ kind: 'bearer', origin: app.url });
    await update(id, { url: app.url });
    await up(id);
  });

  it('that is wrong is told from one that is missing; a new one mends it', async () => {
    app.asks(OTHER);
    const failing = (code: string) =>
      until(code, async () => ((await core.api.target(id)).lastError?.code === code ? true : null));
    await failing('AUTH_REFUSED');
    await update(id, { auth: null });
    expect((await core.api.target(id)).auth).toBeNull();
    expect(filesWith(TOKEN)).toEqual([]);
    await failing('AUTH_REQUIRED');
    await update(id, { auth: bearer(OTHER) });
    await up(id);
    expect(filesWith(OTHER)).toEqual(['secrets.json']);
  });

  it('is refused with a reason that does not repeat it, as are other kinds', async () => {
    const bad = `${TOKEN} with a space`;
    const answers = [
      await refused(core.api.add({ url: 'http://127.0.0.1:1', auth: bearer(bad) })),
      await refused(core.api.add({ url: 'http://127.0.0.1:1', auth: bearer('') })),
      await refused(core.api.add({ url: 'http://127.0.0.1:1', auth: { ...bearer(TOKEN), user: 'x' } })),
      await refused(update(id, { auth: bearer(`${TOKEN}\r\nhost: evil`) })),
    ];
    for (const answer of answers) expect(answer).toMatchObject([422, 'INVALID_INPUT', expect.any(String)]);
    expect(JSON.stringify(answers)).not.toContain(TOKEN);
    expect(
      await refused(core.api.add({ url: 'http://127.0.0.1:1', auth: { kind: 'basic', password: TOKEN } })),
    ).toMatchObject([422, 'NOT_AVAILABLE', expect.not.stringContaining(TOKEN)]);
  });

  it('is there after a restart, and gone with a file that cannot be read', async () => {
    const { dataDir } = core;
    await core.kill();
    core = await startCore({ dataDir });
    await up(id);
    await core.kill();
    const file = path.join(dataDir, 'secrets.json');
    fs.writeFileSync(file, `{"${OTHER}`);
    core = await startCore({ dataDir });
    const { notices } = await core.api.status();
    expect(notices.map(({ code }) => code)).toContain('SECRETS_LOST');
    expect(JSON.stringify(notices) + core.stdout() + core.stderr()).not.toContain(OTHER);
    expect((await core.api.target(id)).auth).toBeNull();
  });
});
