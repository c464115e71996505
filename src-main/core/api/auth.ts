import crypto from 'node:crypto';

const CODE_TTL_MS = 60_000;
const MAX_CODES = 100;

/**
 * The one bearer token of this core and the one-time codes that a browser turns into it. A code travels in a
 * URL fragment, which is never sent or logged, works once and for a minute.
 */
export class Auth {
  private readonly token: string | null;
  private readonly codes = new Map<string, number>();
  private readonly monotonic: () => number;

  /** `token` null = --no-auth. */
  constructor(token: string | null, monotonic: () => number = () => performance.now()) {
    this.token = token;
    this.monotonic = monotonic;
  }

  /** Whether an Authorization header carries the token; in constant time. */
  accepts(header: string | undefined): boolean {
    if (this.token === null) return true;
    const match = /^Bearer +(\S+)$/i.exec(header ?? '');
    return match?.[1] !== undefined && sameSecret(match[1], this.token);
  }

  issueCode(): string {
    const now = this.monotonic();
    for (const [code, until] of this.codes) if (until <= now) this.codes.delete(code);
    if (this.codes.size >= MAX_CODES) this.codes.clear();
    const code = crypto.randomBytes(24).toString('base64url');
    this.codes.set(code, now + CODE_TTL_MS);
    return code;
  }

  /** The token for a code that is still good; the code is spent either way. */
  redeem(code: string): string | null {
    const until = this.codes.get(code);
    this.codes.delete(code);
    if (until === undefined || until <= this.monotonic()) return null;
    return this.token ?? 'none';
  }
}

function sameSecret(given: string, wanted: string): boolean {
  const digest = (text: string): Buffer => crypto.createHash('sha256').update(text).digest();
  return crypto.timingSafeEqual(digest(given), digest(wanted));
}
