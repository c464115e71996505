import dns from 'node:dns';
import net from 'node:net';
import { isRefusedAddress, isRefusedName } from './address.js';

export interface ResolvedAddress {
  address: string;
  family: 4 | 6;
}
export type LookupAll = (host: string) => Promise<ResolvedAddress[]>;

const TTL_MS = 30_000;

/** Thrown while connecting; the client turns it into a Result. */
export class AddressRefused extends Error {
  readonly code = 'ADDRESS_REFUSED';
  constructor(host: string) {
    super(`${host} is a link-local or metadata address`);
  }
}

const systemLookup: LookupAll = async (host) => {
  const found = await dns.promises.lookup(host, { all: true, verbatim: true });
  return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));
};

const LOOPBACKS: readonly ResolvedAddress[] = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
];

/** localhost is both loopbacks whatever the hosts file says (RFC 6761): apps listen on the one or the other. */
const withLoopbacks = (found: readonly ResolvedAddress[]): ResolvedAddress[] => [
  ...found,
  ...LOOPBACKS.filter(({ address }) => !found.some((known) => known.address === address)),
];

const isLocalhost = (host: string): boolean => /^(?:.+\.)?localhost\.?$/i.test(host);

/**
 * Names to addresses, kept 30 s: libuv resolves on two threads, and a hundred targets would queue there.
 * Every answer is judged before it is connected to, so a name cannot lead to a refused address later.
 */
export class Resolver {
  private readonly cache = new Map<string, { until: number; answer: Promise<ResolvedAddress[]> }>();
  private readonly lookupAll: LookupAll;
  private readonly monotonic: () => number;

  constructor(lookupAll: LookupAll = systemLookup, monotonic: () => number = () => performance.now()) {
    this.lookupAll = lookupAll;
    this.monotonic = monotonic;
  }

  async resolve(host: string): Promise<ResolvedAddress[]> {
    if (isRefusedName(host)) throw new AddressRefused(host);
    const family = net.isIP(host);
    const found =
      family !== 0 ? [{ address: host, family: family === 6 ? 6 : 4 } as const] : await this.cached(host);
    const allowed = found.filter(({ address }) => !isRefusedAddress(address));
    if (allowed.length === 0) throw new AddressRefused(host);
    return allowed;
  }

  private cached(host: string): Promise<ResolvedAddress[]> {
    const now = this.monotonic();
    const known = this.cache.get(host);
    if (known !== undefined && known.until > now) return known.answer;
    if (this.cache.size > 1000) this.cache.clear();
    const answer = isLocalhost(host)
      ? this.lookupAll(host).then(withLoopbacks, () => [...LOOPBACKS])
      : this.lookupAll(host);
    this.cache.set(host, { until: now + TTL_MS, answer });
    answer.catch(() => this.cache.delete(host));
    return answer;
  }

  /** In the shape net.connect asks for; all addresses, so that localhost that is only ::1 is found. */
  readonly lookup: net.LookupFunction = (host, options, callback) => {
    this.resolve(host).then(
      (found) => {
        if (options.all === true) callback(null, found);
        else callback(null, found[0]?.address ?? '', found[0]?.family);
      },
      (error: unknown) => {
        callback(error as NodeJS.ErrnoException, '', 0);
      },
    );
  };
}
