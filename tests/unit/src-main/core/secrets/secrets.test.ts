import { describe, expect, it } from 'vitest';
import { Secrets } from '../../../../../src-main/core/secrets/secrets.js';
import type { Sealer } from '../../../../../shared/model/ports.js';
import { CrashFs } from '../../../../helpers/crash-fs.js';
import { FakeClock } from '../../../../helpers/fake-clock.js';
import { silentLog } from '../../../../../src-main/core/log/log.js';

const APP = new URL('http://app.test:6060/debug/pprof/');
const reversed = (text: string): string => Buffer.from(text).reverse().toString();
/** A keychain that writes backwards. */
const keychain: Sealer = {
  seal: (text) => Promise.resolve(reversed(text)),
  unseal: (sealed) => Promise.resolve(reversed(sealed)),
};

function open(
  disk: CrashFs,
  sealer: () => Promise<Sealer | null> = () => Promise.resolve(null),
  dir: string | null = '/d',
) {
  const clock = new FakeClock();
  return { clock, opened: Secrets.open({ fs: disk, dir, sealer, log: silentLog(), clock }) };
}
const text = async (disk: CrashFs): Promise<string> =>
  new TextDecoder().decode((await disk.read('/d/secrets.json')) ?? undefined);

describe('tokens of targets', () => {
  it('are sealed where there is a keychain, and known again after a restart', async () => {
    const disk = new CrashFs();
    const first = await open(disk, () => Promise.resolve(keychain)).opened;
    await first.set('t', APP.origin, 'abc');
    expect(await text(disk)).not.toContain('abc');
    const again = await open(disk, () => Promise.resolve(keychain)).opened;
    expect(again.bearerFor('t', APP)).toBe('abc');
    expect(again.bearerFor('t', new URL('http://app.test:9090/'))).toBeNull();
    expect(again.bearerFor('u', APP)).toBeNull();
    expect(again.notices).toEqual([]);
  });

  it('that the keychain does not open are kept sealed, and said', async () => {
    const disk = new CrashFs();
    await (await open(disk, () => Promise.resolve(keychain)).opened).set('t', APP.origin, 'abc');
    const without = await open(disk).opened;
    expect(without.notices.map(({ code }) => code)).toEqual(['SECRETS_SEALED']);
    expect(without.bearerFor('t', APP)).toBeNull();
    expect(without.viewOf('t')).toEqual({ kind: 'bearer', origin: APP.origin });
    await without.set('u', APP.origin, 'xyz');
    expect(without.notices).toHaveLength(1);
    const again = await open(disk, () => Promise.resolve(keychain)).opened;
    expect([again.bearerFor('t', APP), again.bearerFor('u', APP)]).toEqual(['abc', 'xyz']);
  });

  it('that are given again are no longer said to be sealed', async () => {
    const disk = new CrashFs();
    await (await open(disk, () => Promise.resolve(keychain)).opened).set('t', APP.origin, 'abc');
    const without = await open(disk).opened;
    await without.set('t', APP.origin, 'xyz');
    expect(without.notices).toEqual([]);
    expect(without.bearerFor('t', APP)).toBe('xyz');
  });

  it('wait for a slow keychain three seconds, and are used once it opens', async () => {
    const disk = new CrashFs();
    await (await open(disk, () => Promise.resolve(keychain)).opened).set('t', APP.origin, 'abc');
    let opens = (_: Sealer): void => undefined;
    const slow = new Promise<Sealer>((resolve) => (opens = resolve));
    const { clock, opened } = open(disk, () => slow);
    for (let second = 0; second < 5; second++) await clock.advance(1000);
    const secrets = await opened;
    expect(secrets.bearerFor('t', APP)).toBeNull();
    opens(keychain);
    await clock.advance(1);
    expect(secrets.bearerFor('t', APP)).toBe('abc');
  });

  it('of targets that are gone are forgotten, on the disk too', async () => {
    const disk = new CrashFs();
    const secrets = await open(disk).opened;
    await secrets.set('t', APP.origin, 'abc');
    await secrets.set('u', APP.origin, 'xyz');
    await secrets.keepOnly((id) => id === 'u');
    expect(await text(disk)).not.toContain('abc');
    expect(await text(disk)).toContain('xyz');
    await secrets.remove('u');
    expect(await text(disk)).not.toContain('xyz');
  });

  it('live until the end where the folder cannot be written', async () => {
    const disk = new CrashFs();
    const secrets = await open(disk, undefined, null).opened;
    await secrets.set('t', APP.origin, 'abc');
    expect(secrets.bearerFor('t', APP)).toBe('abc');
    expect(await disk.read('/d/secrets.json')).toBeNull();
  });
});
