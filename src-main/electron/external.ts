import path from 'node:path';
import type { EditorPlace } from '../../shared/native/bridge.js';

const MAX_LENGTH = 2048;
/** Some mail programs attach a file of the disk where a link says so. */
const LETTER_FIELDS = new Set(['subject', 'body', 'cc']);

/** Whether an address may be handed to the system: a web page or a letter; editors have a way of their own. */
export function mayOpen(address: string): boolean {
  if (address.length > MAX_LENGTH) return false;
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return false;
  }
  // What the parser had to mend is not what a person would have read.
  if (/[\u0000-\u0020\u007f\\]/.test(address)) return false;
  switch (url.protocol) {
    case 'https:':
      return url.hostname !== '' && url.username === '' && url.password === '';
    case 'mailto:':
      return (
        /^[^/@]+@[^/@]+$/.test(url.pathname) &&
        [...url.searchParams.keys()].every((field) => LETTER_FIELDS.has(field.toLowerCase()))
      );
    default:
      return false;
  }
}

/**
 * The address under which an editor opens a place; null for a path that is not absolute, not plain (`..`), or
 * leads to another machine.
 */
export function editorAddress({ scheme, file, line, column }: EditorPlace): string | null {
  const slashes = file.replaceAll('\\', '/');
  const absolute = /^[a-z]:\//i.test(slashes) ? `/${slashes}` : slashes;
  // A path of two slashes names another machine, which Windows would greet with the user's password hash.
  if (!absolute.startsWith('/') || path.posix.normalize(absolute) !== absolute) return null;
  const at = [Math.max(1, line), Math.max(1, column)] as const;
  const address =
    scheme === 'idea'
      ? `idea://open?file=${encodeURIComponent(file)}&line=${at[0].toString()}&column=${at[1].toString()}`
      : `${scheme}://file${absolute.split('/').map(encodeURIComponent).join('/')}:${at.join(':')}`;
  return address.length > MAX_LENGTH ? null : address;
}
