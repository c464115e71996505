import fs from 'node:fs';
import path from 'node:path';

/** What one word of a command line, a link or a file manager asks to have opened. */
export type Operand =
  { kind: 'file'; path: string } | { kind: 'url'; url: string } | { kind: 'refused'; text: string };

/** `gopherscope://add?url=…`: the one thing a link of another program may ask for. */
export const LINK_SCHEME = 'gopherscope';
const MAX_LENGTH = 2048;
const PROFILE = /\.(?:pprof|prof|pb|pb\.gz)$/i;
const HTTP = /^https?:\/\//i;
/** `file:`, `javascript:`, `ms-word:` … but not `localhost:6060`. */
const OTHER_SCHEME = /^[a-z][a-z0-9+.-]*:(?!\d+(?:[/?#]|$))/i;
const PATH = /^(?:[./~\\]|[a-z]:[\\/])/i;

/**
 * Reads a word by a strict grammar: a file that is there or is named like one, an http(s) address with or without
 * its scheme, or a link of ours around such an address. Anything else is refused; nothing is done here.
 */
export function readOperand(
  text: string,
  cwd: string,
  isFile: (file: string) => boolean = (file) =>
    fs.statSync(file, { throwIfNoEntry: false })?.isFile() === true,
): Operand {
  const refused: Operand = { kind: 'refused', text: text.slice(0, 200) };
  if (text.length > MAX_LENGTH || hasControls(text)) return refused;
  if (text.toLowerCase().startsWith(`${LINK_SCHEME}:`)) return readLink(text) ?? refused;
  if (HTTP.test(text)) return readAddress(text) ?? refused;
  const file = path.resolve(cwd, text);
  if (text !== '' && isFile(file)) return { kind: 'file', path: file };
  if (PATH.test(text) || PROFILE.test(text)) return { kind: 'file', path: file };
  if (OTHER_SCHEME.test(text)) return refused;
  return readAddress(`http://${text}`, text) ?? refused;
}

/** Control characters have no business in a path or an address, and hide what a dialog shows. */
const hasControls = (text: string): boolean =>
  /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202f\u2066-\u2069]/.test(text);

function readLink(text: string): Operand | null {
  const link = parse(text);
  if (link?.host !== 'add' || !/^\/?$/.test(link.pathname)) return null;
  const address = link.searchParams.get('url');
  return address === null || !HTTP.test(address) || hasControls(address) ? null : readAddress(address);
}

/** `shown` is how the user wrote it: the probe completes it the same way as in the page. */
function readAddress(address: string, shown = address): Operand | null {
  const url = parse(address);
  if (url === null || !/^https?:$/.test(url.protocol) || /\s/.test(shown)) return null;
  if (url.username !== '' || url.password !== '' || url.hostname === '') return null;
  return { kind: 'url', url: shown };
}

function parse(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
