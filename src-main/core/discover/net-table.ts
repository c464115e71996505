/** A TCP socket that waits for connections. */
export interface ListeningSocket {
  inode: string;
  /** Canonical: dotted for IPv4 and for IPv4 in IPv6, compressed lower case for IPv6. */
  address: string;
  port: number;
}

const LISTEN = '0A';

/** Listening sockets in the text of /proc/net/tcp or tcp6. Lines we do not understand are skipped. */
export function parseListeners(text: string): ListeningSocket[] {
  const sockets: ListeningSocket[] = [];
  for (const line of text.split('\n').slice(1)) {
    const fields = line.trim().split(/\s+/);
    const local = /^([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})$/.exec(fields[1] ?? '');
    const inode = fields[9];
    if (local === null || fields[3] !== LISTEN || inode === undefined) continue;
    sockets.push({
      inode,
      address: addressFromHex(local[1] ?? ''),
      port: Number.parseInt(local[2] ?? '', 16),
    });
  }
  return sockets;
}

/** One spelling for each address: brackets and zone removed, IPv6 compressed, `::ffff:a.b.c.d` as `a.b.c.d`. */
export function canonicalAddress(address: string): string {
  const bare = address.replace(/^\[|\]$|%.*$/g, '');
  if (!bare.includes(':')) return bare;
  const url = `http://[${bare}]/`;
  if (!URL.canParse(url)) return bare;
  const compressed = new URL(url).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]+):([0-9a-f]+)$/.exec(compressed);
  if (mapped === null) return compressed;
  const [high, low] = [Number.parseInt(mapped[1] ?? '', 16), Number.parseInt(mapped[2] ?? '', 16)];
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/** True for the addresses that stand for all; `::` takes IPv4 too unless the app asked otherwise, which is rare. */
export function isWildcard(address: string): boolean {
  return address === '0.0.0.0' || address === '::';
}

/** The kernel prints 32-bit words of network order as the host reads them: little-endian wherever we run. */
function addressFromHex(hex: string): string {
  const bytes = Buffer.from(hex, 'hex').swap32();
  if (bytes.length === 4) return bytes.join('.');
  return canonicalAddress((bytes.toString('hex').match(/.{4}/g) ?? []).join(':'));
}
