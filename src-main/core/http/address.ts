import net from 'node:net';

/**
 * Addresses a monitor has no business with: link-local and cloud metadata services, in every spelling.
 * Loopback and private networks stay allowed: that is where the targets are.
 */
const refused = new net.BlockList();
refused.addSubnet('169.254.0.0', 16, 'ipv4');
refused.addAddress('0.0.0.0', 'ipv4');
refused.addAddress('100.100.100.200', 'ipv4');
refused.addAddress('168.63.129.16', 'ipv4');
refused.addSubnet('fe80::', 10, 'ipv6');
refused.addAddress('::', 'ipv6');
refused.addAddress('fd00:ec2::254', 'ipv6');

const REFUSED_NAMES = new Set(['metadata.google.internal', 'metadata.goog', 'metadata']);

export const isRefusedName = (host: string): boolean =>
  REFUSED_NAMES.has(host.toLowerCase().replace(/\.$/, ''));

/** Judges an IP address after name resolution, so that no spelling or DNS answer gets round it. */
export function isRefusedAddress(address: string): boolean {
  const bare = address.replace(/%.*$/, '');
  const family = net.isIP(bare);
  if (family === 4) return refused.check(bare, 'ipv4');
  if (family !== 6) return true;
  if (refused.check(bare, 'ipv6')) return true;
  const embedded = embeddedIPv4(bare);
  return embedded !== null && refused.check(embedded, 'ipv4');
}

/** The IPv4 address inside ::ffff:a.b.c.d, 64:ff9b::a.b.c.d or ::a.b.c.d; null for any other, and for ::1. */
function embeddedIPv4(address: string): string | null {
  const words = expand(address);
  if (words === null) return null;
  const low = ((words[6] ?? 0) << 16) | (words[7] ?? 0);
  const dotted = [low >>> 24, (low >>> 16) & 255, (low >>> 8) & 255, low & 255].join('.');
  const head = words.slice(0, 6).join(',');
  if (head === '0,0,0,0,0,65535' || head === `100,65435,0,0,0,0`) return dotted;
  return head === '0,0,0,0,0,0' && low >>> 0 > 1 ? dotted : null;
}

function expand(address: string): number[] | null {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  const text = dotted
    ? `${dotted[1] ?? ''}${((Number(dotted[2]) << 8) | Number(dotted[3])).toString(16)}:${((Number(dotted[4]) << 8) | Number(dotted[5])).toString(16)}`
    : address;
  const [before = '', after] = text.split('::');
  const left = before === '' ? [] : before.split(':');
  const right = after === undefined || after === '' ? [] : after.split(':');
  const gap = 8 - left.length - right.length;
  if (gap < 0 || (after === undefined && gap !== 0)) return null;
  return [...left, ...Array<string>(gap).fill('0'), ...right].map((word) => Number.parseInt(word, 16));
}

export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '');
  return bare === 'localhost' || bare === '::1' || /^127\./.test(bare) || bare.endsWith('.localhost');
}
