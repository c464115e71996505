import { parseHex, trimSpace } from './go-text.js';
import type { LineScanner } from './line-scanner.js';

export interface MapsEntry {
  file: string;
  buildId: string;
  start: bigint;
  limit: bigint;
  offset: bigint;
}

/** Executable ranges kept, more than a process has; the rest is ignored, so that hostile ones cannot take forever. */
const MOST_ENTRIES = 2048;
/** Assignments kept for `$name` in later lines, and how long a line may become by them; the rest is ignored. */
const MOST_ATTRIBUTES = 32;
const LONGEST_EXPANDED = 65_536;

/**
 * The lines after the samples: `/proc/self/maps`, the brief form of gperftools, `name=value` for `$name` later.
 * Lines of no known form are ignored, entries that are not executable too.
 */
export function parseProcMaps(lines: LineScanner): MapsEntry[] {
  const entries: MapsEntry[] = [];
  const attributes = new Map<string, string>();
  while (lines.next()) {
    const line = expand(withoutLogPrefix(lines.line), attributes);
    const entry = parseEntry(line);
    if (entry !== null && entry !== 'skipped') {
      if (entries.length < MOST_ENTRIES) entries.push(entry);
    } else if (entry === null) {
      assign(line, attributes);
    }
  }
  return entries;
}

/** `file:line] ` of glog. */
function withoutLogPrefix(line: string): string {
  const bracket = line.search(/[[\]]/);
  if (bracket === -1 || !/^\][\t\n\f\r ]/.test(line.slice(bracket, bracket + 2))) return line;
  return /[^[\]]:[0-9]+$/.test(line.slice(0, bracket)) ? line.slice(bracket + 2) : line;
}

function assign(line: string, attributes: Map<string, string>): void {
  const equals = line.indexOf('=');
  if (equals === -1 || attributes.size >= MOST_ATTRIBUTES) return;
  const name = `$${trimSpace(line.slice(0, equals))}`;
  // As Go's Replacer: of equal names the first counts.
  if (!attributes.has(name)) attributes.set(name, trimSpace(line.slice(equals + 1)));
}

/** Replaces `$name`, left to right, the name assigned first where several fit. */
function expand(line: string, attributes: ReadonlyMap<string, string>): string {
  if (attributes.size === 0) return line;
  const names = [...attributes];
  let expanded = '';
  let from = 0;
  for (let at = line.indexOf('$'); at !== -1; at = line.indexOf('$', at)) {
    const found = names.find(([name]) => line.startsWith(name, at));
    if (found === undefined) {
      at++;
      continue;
    }
    expanded += line.slice(from, at) + found[1];
    at += found[0].length;
    from = at;
    if (expanded.length > LONGEST_EXPANDED) return '';
  }
  return expanded + line.slice(from);
}

// The patterns of google/pprof, with Go's \s and \S.
const S = '[\\t\\n\\f\\r ]';
const HEX = '[0-9A-Fa-f]+';
const RANGE = `^${S}*(?:0x)?(${HEX})(?:${S}|-)?${S}*(?:0x)?(${HEX}):?`;
const PERMISSIONS = `(?:${S}+([-rwxp]+))?`;
const WORD = `(?:${S}+([^\\t\\n\\f\\r ]+))?`;
const FULL = new RegExp(`${RANGE}${PERMISSIONS}(?:${S}+(${HEX}))?${S}+${HEX}:${HEX}${S}+[0-9]+${WORD}`);
const BRIEF = new RegExp(`${RANGE}${PERMISSIONS}${WORD}(?:${S}+\\(@(${HEX})\\))?(?:${S}+(${HEX}))?`);
/** Where a range may be cut in two in many ways; no address has as many digits. */
const TOO_LONG = new RegExp(`^${S}*(?:0x)?(?:${HEX}(?:${S}|-)?${S}*(?:0x)?)?[0-9A-Fa-f]{65}`);

function parseEntry(line: string): MapsEntry | 'skipped' | null {
  if (!/^[\t\n\f\r ]*[0-9A-Fa-f]/.test(line) || TOO_LONG.test(line)) return null;
  const full = FULL.exec(line);
  const brief = full === null ? BRIEF.exec(line) : null;
  const [, start, limit, permissions = '', ...rest] = full ?? brief ?? [];
  if (start === undefined || limit === undefined) return null;
  if (permissions !== '' && !permissions.includes('x')) return 'skipped';
  const [offset = '', file = ''] = full === null ? [rest[1], rest[0]] : rest;
  const numbers = [parseHex(start), parseHex(limit), parseHex(offset)];
  const [from, to, skip] = numbers;
  if (from == null || to == null || skip == null) return null;
  return { file, buildId: brief?.[6] ?? '', start: from, limit: to, offset: skip };
}
