/** `main.(*worker).loop(0xc000012345, {0x1, 0x2})` without its arguments; C functions have none. */
export function functionName(line: string): string {
  if (!line.endsWith(')')) return line;
  const open = line.lastIndexOf('(');
  return open <= 0 ? line : line.slice(0, open);
}

/** `main.start in goroutine 18`: who started it; before Go 1.21 without the number. */
export function creatorName(text: string): string {
  const at = text.lastIndexOf(' in goroutine ');
  return at === -1 ? text : text.slice(0, at);
}

/** File and line of `	/src/main.go:12 +0x1d fp=0x… sp=0x… pc=0x…`. */
export function readPlace(text: string): { file: string; line: number } {
  const place = withoutOffset(text);
  const colon = place.lastIndexOf(':');
  const digits = place.slice(colon + 1);
  if (colon === -1 || !/^\d{1,10}$/.test(digits))
    return { file: place.startsWith('pc=') ? '' : place, line: 0 };
  return { file: place.slice(0, colon), line: Number(digits) };
}

/** The part before ` +0x1d` or ` pc=0x…`, which differ between equal frames. */
export function withoutOffset(text: string): string {
  const offset = text.indexOf(' +0x');
  const end = offset === -1 ? text.indexOf(' pc=0x') : offset;
  return (end === -1 ? text : text.slice(0, end)).trim();
}
