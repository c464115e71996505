import { reply } from './wire.mjs';

/** What /debug/vars may answer instead of the JSON object that expvar writes. */

const good = '"cmdline": ["evil"],\n"evil_requests": 1';
const withMemstats = (memstats) => `{\n${good},\n"memstats": ${memstats}\n}\n`;
const down = ['down', 'NOT_EXPVAR'];

const cases = {
  deep: ['{"a":'.repeat(200_000) + '1' + '}'.repeat(200_000), 'down', 'JSON_TOO_DEEP'],
  'deep-arrays': [`{"a": ${'['.repeat(200_000)}${']'.repeat(200_000)}}`, 'down', 'JSON_TOO_DEEP'],
  'duplicate-keys': ['{"evil_requests": 1, "evil_requests": 2}', 'up'],
  'huge-number': [`{"evil_requests": 1e999, "other": -1e999}`, 'any'],
  'long-number': [`{"evil_requests": ${'9'.repeat(10_000)}}`, 'any'],
  prototype: [
    '{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}, "evil": 1}',
    'up',
  ],
  'memstats-text': [withMemstats('"many"'), 'up'],
  'memstats-null': [withMemstats('null'), 'up'],
  'memstats-list': [withMemstats('[1, 2]'), 'up'],
  'memstats-wrong-fields': [
    withMemstats('{"HeapAlloc": "1", "NumGC": {}, "PauseNs": 5, "PauseEnd": [null]}'),
    'up',
  ],
  'memstats-negative': [withMemstats('{"HeapAlloc": -1, "NumGC": -1, "PauseNs": [], "PauseEnd": []}'), 'up'],
  'memstats-short-ring': [withMemstats('{"NumGC": 900, "PauseNs": [1], "PauseEnd": [1]}'), 'up'],
  nan: [`{\n"evil_ratio": NaN,\n${good}\n}\n`, 'any'],
  'one-bad-variable': [`{\n"evil_bad": oops,\n${good}\n}\n`, 'partial', 'EXPVAR_UNREADABLE'],
  'trailing-comma': [`{\n${good},\n}\n`, 'any'],
  cut: [`{\n${good},\n"memstats": {"HeapAlloc": 12`, 'any'],
  list: ['[{"evil": 1}]', ...down],
  number: ['1', ...down],
  text: ['"evil"', ...down],
  null: ['null', ...down],
  empty: ['', ...down],
  'empty-object': ['{}', 'any'],
  bom: [`\ufeff{${good}}`, 'any'],
  utf16: [Buffer.from(`{${good}}`, 'utf16le'), ...down],
  'bad-utf8': [
    Buffer.concat([Buffer.from('{"evil\xff'), Buffer.from([0xff, 0xc0, 0x80]), Buffer.from('": 1}')]),
    'any',
  ],
  surrogate: ['{"evil": 1, "a\\ud800": "\\udfff"}', 'up'],
  'nul-key': ['{"a\\u0000b": 1, "": 2, "evil": 3}', 'up'],
  comment: [`{ /* evil */ ${good} }`, 'any'],
  large: [`{"evil": 1, "padding": "${'x'.repeat(5 << 20)}"}`, 'down', 'BODY_TOO_LARGE'],
  'many-keys': [`{${Array.from({ length: 100_000 }, (_, i) => `"k${i}": ${i}`).join(',')}}`, 'any'],
  'second-value': ['{"evil": 1}{"evil": 2}', 'any'],
};

export const json = Object.entries(cases).map(([name, [body, expect, code]]) => ({
  path: `/json/${name}`,
  expect,
  ...(code === undefined ? {} : { code }),
  answer: ({ socket }) => reply(socket, body, { type: 'application/json; charset=utf-8' }),
}));
