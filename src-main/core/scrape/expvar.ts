import { fail, ok, type Result } from '../../../shared/base/result.js';
import { addMemStats, type MemStats } from './memstats.js';
import { emptyReading, point, type Reading } from './reading.js';

const MAX_BYTES = 4 * 1024 * 1024;
const MAX_DEPTH = 64;

export interface ExpvarAnswer {
  reading: Reading;
  stats: MemStats | null;
}

/**
 * /debug/vars. expvar.Func may write anything, so one bad variable makes the whole body bad JSON: then each
 * variable is read by itself, as expvar.Handler writes one a line, and the unreadable ones are named.
 */
export function readExpvar(body: Buffer): Result<ExpvarAnswer> {
  if (body.length > MAX_BYTES)
    return fail('BODY_TOO_LARGE', 'The variables are larger than 4 MiB.', { limit: MAX_BYTES });
  const text = body.toString('utf8');
  if (!text.trimStart().startsWith('{'))
    return fail('NOT_EXPVAR', 'The answer is not the JSON object that expvar writes.');
  if (depthOf(text) > MAX_DEPTH)
    return fail('JSON_TOO_DEEP', `The variables are nested more than ${MAX_DEPTH} deep.`, {
      limit: MAX_DEPTH,
    });
  const { variables, unreadable } = parseVariables(text);
  if (variables.size === 0)
    return fail('NOT_EXPVAR', 'The answer is not the JSON object that expvar writes.');
  const reading = emptyReading();
  let stats: MemStats | null = null;
  for (const [key, value] of variables) {
    if (key === 'cmdline') continue;
    if (key === 'memstats' && isObject(value)) {
      stats = numbersOf(value);
      addMemStats(reading, stats);
    } else addVariable(reading, metricName(key), value);
  }
  if (unreadable.length > 0) {
    const names = unreadable.slice(0, 5).join(', ');
    reading.partial = {
      code: 'EXPVAR_UNREADABLE',
      params: { names, count: unreadable.length },
      message: `/debug/vars: “${names}” is no JSON and cannot be read; the rest is.`,
    };
  }
  return ok({ reading, stats });
}

function parseVariables(text: string): { variables: Map<string, unknown>; unreadable: string[] } {
  try {
    const parsed: unknown = JSON.parse(text);
    return { variables: new Map(isObject(parsed) ? Object.entries(parsed) : []), unreadable: [] };
  } catch {
    return parseByLine(text);
  }
}

function parseByLine(text: string): { variables: Map<string, unknown>; unreadable: string[] } {
  const variables = new Map<string, unknown>();
  const unreadable: string[] = [];
  const lines = text.trim().replace(/^\{/, '').replace(/\}$/, '');
  const starts = [...lines.matchAll(/^"((?:[^"\\\n]|\\.)*)": ?/gm)];
  starts.forEach((match, i) => {
    const from = match.index + match[0].length;
    const raw = lines
      .slice(from, starts[i + 1]?.index ?? lines.length)
      .trim()
      .replace(/,$/, '');
    const name = match[1] ?? '';
    const special = { NaN: NaN, '+Inf': Infinity, Inf: Infinity, '-Inf': -Infinity }[raw];
    if (special !== undefined) variables.set(name, special);
    else {
      try {
        variables.set(name, JSON.parse(raw));
      } catch {
        unreadable.push(name);
      }
    }
  });
  return { variables, unreadable };
}

/** A number is a gauge; a map of numbers, as expvar.Map, is one series a key. Text and lists are no metrics. */
function addVariable(reading: Reading, name: string, value: unknown): void {
  if (name === '') return;
  if (typeof value === 'number') reading.points.push(point(name, value));
  if (!isObject(value)) return;
  for (const [key, inner] of Object.entries(value).slice(0, 1000)) {
    if (typeof inner === 'number') reading.points.push(point(name, inner, { key }));
  }
}

/** Expvar names are free text; ours follow Prometheus. */
const metricName = (key: string): string =>
  key
    .replace(/[^a-zA-Z0-9_:]/g, '_')
    .replace(/^(?=\d)/, '_')
    .slice(0, 256);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function numbersOf(value: Record<string, unknown>): MemStats {
  const stats: MemStats = {};
  for (const [field, inner] of Object.entries(value)) {
    if (typeof inner === 'number') stats[field] = inner;
    else if (Array.isArray(inner) && inner.every((n) => typeof n === 'number')) stats[field] = inner;
  }
  return stats;
}

/** Deepest nesting of a JSON text, without parsing it: JSON.parse would follow 200 000 levels. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (inString) {
      if (c === 92) i++;
      else if (c === 34) inString = false;
    } else if (c === 34) inString = true;
    else if (c === 123 || c === 91) deepest = Math.max(deepest, ++depth);
    else if (c === 125 || c === 93) depth--;
  }
  return deepest;
}
