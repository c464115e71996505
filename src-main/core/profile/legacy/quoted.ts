const STOP = /["\\]/g;
const ESCAPE = /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|([abfnrtv\\"']))/y;
const PLAIN: Record<string, string> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** A string as Go quotes it, at `from` of a text, with the position after it; null where none is whole. */
export function readQuoted(text: string, from: number): { value: string; end: number } | null {
  if (text.charAt(from) !== '"') return null;
  let value = '';
  for (let at = from + 1; ;) {
    STOP.lastIndex = at;
    const stop = STOP.exec(text)?.index;
    if (stop === undefined) return null;
    value += text.slice(at, stop);
    if (text.charAt(stop) === '"') return { value, end: stop + 1 };
    ESCAPE.lastIndex = stop;
    const [escape, x, u, long, plain] = ESCAPE.exec(text) ?? [];
    if (escape === undefined) return null;
    value += plain === undefined ? character(parseInt(x ?? u ?? long ?? '', 16)) : (PLAIN[plain] ?? plain);
    at = stop + escape.length;
  }
}

const character = (code: number): string => (code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd');

const WORD = /[^\s:,{}"]+/y;

/**
 * Labels as Go writes them, from a brace on: `{"key":"value", "other":"x"}` in a profile's comments,
 * `{key: value, "a key": "x"}` in tracebacks since 1.27. What cannot be read ends the list.
 */
export function readLabels(text: string, from = 0): { key: string; text: string }[] {
  const labels: { key: string; text: string }[] = [];
  let at = from;
  while (text.charAt(at) === (labels.length === 0 ? '{' : ',')) {
    const key = readWord(text, skipSpaces(text, at + 1));
    if (key === null || text.charAt(key.end) !== ':') break;
    const value = readWord(text, skipSpaces(text, key.end + 1));
    if (value === null) break;
    labels.push({ key: key.value, text: value.value });
    at = value.end;
  }
  return labels;
}

function readWord(text: string, from: number): { value: string; end: number } | null {
  if (text.charAt(from) === '"') return readQuoted(text, from);
  WORD.lastIndex = from;
  const value = WORD.exec(text)?.[0] ?? '';
  return { value, end: from + value.length };
}

function skipSpaces(text: string, from: number): number {
  let at = from;
  while (text.charAt(at) === ' ') at++;
  return at;
}
