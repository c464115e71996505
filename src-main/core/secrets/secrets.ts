import path from 'node:path';
import * as v from 'valibot';
import type { AuthView } from '../../../shared/model/auth.js';
import type { CoreStatus } from '../../../shared/model/events.js';
import type { Clock, Sealer } from '../../../shared/model/ports.js';
import type { Fs } from '../docstore/fs.js';
import { replaceFile } from '../docstore/replace.js';
import type { Log } from '../log/log.js';
import { SECRETS_VERSION, SecretsFile, type StoredToken } from './document.js';

type Notice = CoreStatus['notices'][number];

interface Held {
  origin: string;
  token: string;
  stored: StoredToken;
}

export interface SecretsDeps {
  fs: Fs;
  /** The data folder; null = it cannot be written: tokens live until the core ends. */
  dir: string | null;
  /** The keychain of the host, asked for when there is something to seal or unseal: it may ask its user. null = none. */
  sealer: () => Promise<Sealer | null>;
  log: Log;
  clock: Clock;
}

const FILE = 'secrets.json';
/** A keychain may wait for its user: the start waits so long for it, ms. */
const UNSEAL_MS = 3000;

/**
 * Tokens of targets, in a file of their own with no copies, readable by its user alone. Each belongs to one
 * origin, the one it was given for. They are in no answer, log or export: what is shown is {@link AuthView}.
 */
export class Secrets {
  private readonly lost: Notice[] = [];
  /** The keychain was asked for all that is locked. */
  private wasAsked = false;
  private readonly deps: SecretsDeps;
  private readonly held = new Map<string, Held>();
  /** Of tokens that could not be unsealed: kept as they are, they may be read with the next start. */
  private readonly locked = new Map<string, StoredToken>();
  private queue: Promise<unknown> = Promise.resolve();

  private constructor(deps: SecretsDeps) {
    this.deps = deps;
  }

  static async open(deps: SecretsDeps): Promise<Secrets> {
    const secrets = new Secrets(deps);
    for (const [id, stored] of Object.entries(await secrets.read())) {
      if ('token' in stored) secrets.held.set(id, { origin: stored.origin, token: stored.token, stored });
      else secrets.locked.set(id, stored);
    }
    if (secrets.locked.size > 0) {
      const late = new Promise<void>((resolve) => deps.clock.after(UNSEAL_MS, resolve));
      await Promise.race([secrets.unseal(), late]);
    }
    return secrets;
  }

  /** What a person is to know of: of sealed tokens for as long as one is neither unsealed nor given again. */
  get notices(): Notice[] {
    const { size } = this.locked;
    return this.wasAsked && size > 0 ? [...this.lost, cannotUnseal(size)] : this.lost;
  }

  /** The token to show to an address on behalf of a target. */
  bearerFor(targetId: string, url: URL): string | null {
    const held = this.held.get(targetId);
    return held?.origin === url.origin ? held.token : null;
  }

  viewOf(targetId: string): AuthView | null {
    const held = this.held.get(targetId) ?? this.locked.get(targetId);
    return held === undefined ? null : { kind: 'bearer', origin: held.origin };
  }

  /** Resolves once it is on the disk; throws when it cannot be written, and the earlier one holds. */
  set(targetId: string, origin: string, token: string): Promise<void> {
    return this.inTurn(async () => {
      const sealer = await this.deps.sealer();
      const kept = sealer === null ? { token } : { sealed: await sealer.seal(token) };
      const stored: StoredToken = { kind: 'bearer', origin, ...kept };
      await this.write(new Map([...this.stored(), [targetId, stored]]));
      this.locked.delete(targetId);
      this.held.set(targetId, { origin, token, stored });
    });
  }

  remove(targetId: string): Promise<void> {
    return this.inTurn(async () => {
      const left = this.stored();
      if (!left.delete(targetId)) return;
      await this.write(left);
      this.held.delete(targetId);
      this.locked.delete(targetId);
    });
  }

  /** Forgets tokens of targets that are not there any more. */
  async keepOnly(isThere: (targetId: string) => boolean): Promise<void> {
    for (const id of this.stored().keys()) if (!isThere(id)) await this.remove(id);
  }

  private stored(): Map<string, StoredToken> {
    return new Map([...this.locked, ...[...this.held].map(([id, { stored }]) => [id, stored] as const)]);
  }

  private async unseal(): Promise<void> {
    const { log } = this.deps;
    for (const [id, stored] of this.locked) {
      if (!('sealed' in stored)) continue;
      try {
        const sealer = await this.deps.sealer();
        if (sealer === null) throw new Error('there is no keychain');
        const token = await sealer.unseal(stored.sealed);
        // Another may have been given while the keychain asked its user.
        if (this.locked.get(id) !== stored) continue;
        this.held.set(id, { origin: stored.origin, token, stored });
        this.locked.delete(id);
      } catch (error) {
        log.warn({ targetId: id, error: String(error) }, 'a token could not be unsealed');
      }
    }
    this.wasAsked = true;
  }

  private async read(): Promise<SecretsFile['targets']> {
    const { fs, clock, dir } = this.deps;
    if (dir === null) return {};
    const place = path.join(dir, FILE);
    const bytes = await fs.read(place);
    if (bytes === null) return {};
    try {
      return v.parse(SecretsFile, JSON.parse(new TextDecoder().decode(bytes))).targets;
    } catch {
      // Not the error: it quotes what it could not read.
      const aside = `${FILE}.corrupt-${clock.now().toString()}`;
      await fs.rename(place, path.join(dir, aside));
      this.lost.push(cannotRead(aside));
      return {};
    }
  }

  private async write(targets: ReadonlyMap<string, StoredToken>): Promise<void> {
    const { fs, dir } = this.deps;
    if (dir === null) return;
    const file: SecretsFile = { version: SECRETS_VERSION, targets: Object.fromEntries(targets) };
    await replaceFile(fs, path.join(dir, FILE), new TextEncoder().encode(JSON.stringify(file, null, 1)));
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.queue.then(work);
    this.queue = mine.catch(() => undefined);
    return mine;
  }
}

const cannotRead = (aside: string): Notice => ({
  code: 'SECRETS_LOST',
  params: { aside },
  message: `${FILE} could not be read; it is kept as ${aside}. Give targets their tokens again.`,
});

const cannotUnseal = (count: number): Notice => ({
  code: 'SECRETS_SEALED',
  params: { count },
  message: `${count.toString()} tokens of targets are sealed by a keychain that does not open here. Start the desktop application they were given in, or give them again.`,
});
