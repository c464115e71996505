const MAX_NAME = 300;

/** A file's name as a person may see it: its last part, without controls and what turns text around. */
export function shownName(filename: string): string {
  const last = filename.split(/[/\\]/).at(-1) ?? '';
  const clean = last
    .replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202f\u2066-\u2069]/g, '')
    .trim();
  return clean === '' || /^\.+$/.test(clean) ? 'profile' : clean.slice(0, MAX_NAME);
}

/** The ending that bytes are kept under, by how they begin. */
export function endingOf(head: Uint8Array): string {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'pb.gz';
  const text = Buffer.from(head.subarray(0, 32)).toString('latin1');
  if (/^go 1\.\d+ trace\0/.test(text)) return 'trace';
  return /^[\t\r\n\x20-\x7e]{8}/.test(text) ? 'txt' : 'pb';
}

/** `name` with the ending it is kept under, unless it already has one that says the same. */
export function downloadName(name: string, file: string): string {
  const ending = file.slice(file.indexOf('.'));
  const known = /\.(?:pb|pb\.gz|pprof|prof|gz|txt|trace|out)$/i.test(name);
  return known ? name : `${name}${ending}`;
}
