import type { EditorPlace } from '../../shared/native/bridge.js';

/** Editors' own addresses, only those that open a file: their other ones install and run things. */
const EDITOR_FILE = /^(?:(?:vscode|cursor|zed):\/\/file\/|idea:\/\/open\?)/;
const MAX_LENGTH = 2048;

/** Whether an address may be handed to the system: a web page, a letter, or a file in an editor. */
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
      return /^[^/@]+@[^/@]+$/.test(url.pathname);
    default:
      return EDITOR_FILE.test(address);
  }
}

/** The address under which an editor opens a place; null for a path that is not absolute. */
export function editorAddress({ scheme, file, line, column }: EditorPlace): string | null {
  const slashes = file.replaceAll('\\', '/');
  const absolute = /^[a-z]:\//i.test(slashes) ? `/${slashes}` : slashes;
  // A path of two slashes names another machine.
  if (!absolute.startsWith('/') || absolute.startsWith('//')) return null;
  const at = [Math.max(1, line), Math.max(1, column)] as const;
  if (scheme === 'idea')
    return `idea://open?file=${encodeURIComponent(file)}&line=${at[0].toString()}&column=${at[1].toString()}`;
  const path = absolute.split('/').map(encodeURIComponent).join('/');
  return `${scheme}://file${path}:${at.join(':')}`;
}
