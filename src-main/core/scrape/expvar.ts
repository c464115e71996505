import { fail, ok, type Result } from '../../../shared/base/result.js';
import { addMemStats, type MemStats } from './memstats.js';
import { emptyReading, point, type Reading } from './reading.js';

export const EXPVAR_MAX_BYTES = 4 * 1024 * 1024;
const MAX_DEPTH = 64;
/** As many numbers as one poll may give. */
const MAX_POINTS = 10_000;
/** Past this many values in all a body is not parsed: the objects made of it would take tens of MB. */
const MAX_VALUES = 50_000;

export interface ExpvarAnswer {
  reading: Reading;
  stats: MemStats | null;
}

/**
 * /debug/vars. expvar.Func may write anything, so one bad variable makes the whole body bad JSON: then each
 * variable is read by itself, as expvar.Handler writes one a line, and the unreadable ones are named.
 */
export function readExpvar(body: Buffer): Result<ExpvarAnswer> {
  if (body.length > EXPVAR_MAX_BYTES)
    return fail('BODY_TOO_LARGE', 'The variables are larger than 4 MiB.', { limit: EXPVAR_MAX_BYTES });
  const text = body.toString('utf8');
  if (!text.trimStart().startsWith('{'))
    return fail('NOT_EXPVAR', 'The answer is not the JSON object that expvar writes.');
  const { deepest, values } = measure(text);
  if (values > MAX_VALUES) {
    return fail('TOO_MANY_VALUES', `The variables hold more than ${MAX_VALUES} values.`, {
      count: values,
      limit: MAX_VALUES,
    });
  }
  if (deepest > MAX_DEPTH)
    return fail('JSON_TOO_DEEP', `The variables are nested more than ${MAX_DEPTH} deep.`, {
      limit: MAX_DEPTH,
    });
  const { variables, count, unreadable } = parseVariables(text);
  if (count === 0) return fail('NOT_EXPVAR', 'The answer is not the JSON object that expvar writes.');
  const reading = emptyReading();
  let stats: MemStats | null = null;
  let over = 0;
  for (const [key, value] of variables) {
    if (key === 'cmdline') continue;
    if (key === 'memstats' && isObject(value)) {
      stats = numbersOf(value);
      addMemStats(reading, stats);
    } else if (reading.points.length >= MAX_POINTS) over++;
    else addVariable(reading, metricName(key), value);
  }
  if (over > 0) {
    reading.partial = {
      code: 'TOO_MANY_SAMPLES',
      params: { count: over },
      message: `/debug/vars: ${over} variables are past the limit of one poll and were not read.`,
    };
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

interface Variables {
  variables: Iterable<[string, unknown]>;
  count: number;
  unreadable: string[];
}

function parseVariables(text: string): Variables {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    const { variables, unreadable } = parseByLine(text);
    return { variables, count: variables.size, unreadable };
  }
  const object = isObject(parsed) ? parsed : {};
  const keys = Object.keys(object);
  return { variables: pairsOf(object, keys), count: keys.length, unreadable: [] };
}

/** One pair at a time: a hundred thousand of them at once are tens of MB. */
function* pairsOf(object: Record<string, unknown>, keys: readonly string[]): Generator<[string, unknown]> {
  for (const key of keys) yield [key, object[key]];
}

/** What Go prints for floats that JSON has no spelling for. */
const SPELLED = new Map([
  ['NaN', NaN],
  ['+Inf', Infinity],
  ['Inf', Infinity],
  ['-Inf', -Infinity],
]);

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
    const special = SPELLED.get(raw);
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

/** Deepest nesting and number of values of a JSON text, without parsing it: JSON.parse would follow 200 000 levels. */
function measure(text: string): { deepest: number; values: number } {
  let values = 1;
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
    else if (c === 44) values++;
  }
  return { deepest, values };
}
