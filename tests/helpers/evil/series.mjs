import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { CONTROL_BODY } from './text.mjs';
import { head, pump, reply, TEXT } from './wire.mjs';

/** Well-formed expositions with too many series, odd labels, or values that jump. */

/** 16 bytes a line at a million: below 16 MiB inflated, far above 8 MiB on the wire unless compressed. */
function* manySeries(n) {
  for (let from = 0; from < n; from += 1000) {
    yield Array.from({ length: Math.min(1000, n - from) }, (_, k) => `s{i="${from + k}"} 1\n`).join('');
  }
}

function answerSeries({ socket, params }) {
  const lines = manySeries(Number(params.get('n') ?? 1000));
  const zipped = params.get('gzip') === '1';
  socket.write(head({ 'Content-Type': TEXT, ...(zipped ? { 'Content-Encoding': 'gzip' } : {}) }));
  return pump(socket, zipped ? Readable.from(lines).pipe(createGzip({ level: 1 })) : lines);
}

const MIB_OF_X = 'x'.repeat(1 << 20);
const manyLabels = Array.from({ length: 60 }, (_, i) => `l${i}="v"`).join(',');
const labels = {
  many: [`evil{${manyLabels}} 1`, 'partial'],
  'long-value': [`evil{a="${MIB_OF_X}"} 1`, 'partial'],
  'long-name': [`evil{${MIB_OF_X}="a"} 1`, 'partial'],
  'long-metric': [`${MIB_OF_X} 1`, 'partial'],
  'utf8-name': ['{"evil.metric","schlüssel"="wert"} 1', 'up'],
  rtl: ['evil{a="\u202egnitfel ot thgir\u202c"} 1', 'up'],
  nul: ['evil{a="a\0b"} 1', 'any'],
  control: ['evil{a="\u0001\u001b[31m\u007f\\n"} 1', 'up'],
  empty: ['evil{a="",b="c"} 1', 'up'],
  reserved: ['evil{target="x",job="y",instance="z"} 1', 'up'],
  prototype: ['evil{__proto__="x",constructor="y",toString="z"} 1', 'up'],
  duplicate: ['evil{a="1",a="2"} 1', 'partial'],
  script: ['evil{a="<img src=x onerror=alert(1)>"} 1', 'up'],
};

/** Timestamps by the number of the request and the present, ms. */
const stamps = {
  future: [(now) => now + 3_600_000, 'partial'],
  'a-little-ahead': [(now) => now + 300_000, 'up'],
  past: [(now) => now - 365 * 86_400_000, 'any'],
  backwards: [(now, n) => now - n * 10_000, 'any'],
  constant: [(now, n, started) => started, 'any'],
  zero: [() => 0, 'any'],
  negative: [() => -1, 'any'],
  huge: [() => '9'.repeat(30), 'partial'],
  duplicate: [(now) => `${now}\nevil_stamped 2 ${now}`, 'any'],
  exponent: [() => '1e400', 'partial'],
};

const churnLines = ({ random, count }) =>
  Array.from(
    { length: 100 },
    (_, i) => `evil_churn{id="${count}-${i}-${Math.floor(random() * 1e9)}"} 1\n`,
  ).join('');

/** Good for a period, then connections are reset for one, and so on from the start of the server. */
function flap({ socket, params, startedMs }) {
  const periodMs = Number(params.get('period') ?? 10_000);
  if (Math.floor((Date.now() - startedMs) / periodMs) % 2 === 1) socket.resetAndDestroy();
  else reply(socket, CONTROL_BODY);
}

export const series = [
  { path: '/series', params: 'n, gzip=1', expect: 'up', answer: answerSeries },
  { path: '/series/n=50000', expect: 'partial', code: 'TOO_MANY_SAMPLES', answer: answerSeries },
  { path: '/series/n=1000000', expect: 'down', code: 'BODY_TOO_LARGE', answer: answerSeries },
  { path: '/series/n=1000000/gzip=1', expect: 'partial', code: 'TOO_MANY_SAMPLES', answer: answerSeries },
  { path: '/churn', expect: 'up', answer: (request) => reply(request.socket, churnLines(request)) },
  ...Object.entries(labels).map(([name, [line, expect]]) => ({
    path: `/labels/${name}`,
    expect,
    answer: ({ socket }) => reply(socket, `${CONTROL_BODY}${line}\n`),
  })),
  ...Object.entries(stamps).map(([name, [stamp, expect]]) => ({
    path: `/ts/${name}`,
    expect,
    answer: ({ socket, count, startedMs }) =>
      reply(socket, `${CONTROL_BODY}evil_stamped 1 ${stamp(Date.now(), count, startedMs)}\n`),
  })),
  {
    path: '/reset',
    expect: 'up',
    answer: ({ socket, count }) =>
      reply(socket, `# TYPE evil_reset_total counter\nevil_reset_total ${(count % 5) * 100}\n`),
  },
  { path: '/flap', params: 'period', expect: 'any', answer: flap },
];
