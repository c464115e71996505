import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib';
import { head, pump, push, TEXT } from './wire.mjs';

/** Answers whose body is too much, too slow, or not all there. */

const MIB = 1 << 20;
const LINE = '# an answer that inflates to far more than it weighs on the wire\n';
/** 16 MiB of comment lines; made once, when first asked for. */
const block = once(() => Buffer.from(LINE.repeat(Math.ceil((16 * MIB) / LINE.length))));
/** A gzip stream may be many members in a row: 512 MiB at the price of compressing 16. */
const gzipBomb = once(() => Buffer.concat(Array.from({ length: 32 }, member)));
const member = once(() => gzipSync(block()));
const bombs = {
  gzip: ['gzip', gzipBomb],
  double: ['gzip, gzip', once(() => gzipSync(gzipBomb()))],
  deflate: ['deflate', once(() => deflateSync(Buffer.concat([block(), block()])))],
  br: [
    'br',
    once(() =>
      brotliCompressSync(Buffer.concat([block(), block()]), {
        params: { [constants.BROTLI_PARAM_QUALITY]: 1 },
      }),
    ),
  ],
};

function once(make) {
  let made;
  return () => (made ??= make());
}

const CONTROL = '# TYPE evil_total counter\nevil_total 1\n';
const LONG = CONTROL + '# padding\n'.repeat(20) + 'evil_last 1\n';

function* endlessLines() {
  for (let i = 0; ; i += 1000) {
    yield Array.from({ length: 1000 }, (_, k) => `evil_endless{i="${i + k}"} 1\n`).join('');
  }
}

async function answerBomb({ socket }, encoding, make) {
  const body = make();
  socket.write(head({ 'Content-Type': TEXT, 'Content-Encoding': encoding, 'Content-Length': body.length }));
  if (await push(socket, body)) socket.end();
}

/** Announces another length than it sends: more = the rest never comes, fewer = bytes that belong to nothing. */
function lie({ socket, params }) {
  const delta = Number(params.get('delta') ?? 100);
  socket.write(head({ 'Content-Type': TEXT, 'Content-Length': LONG.length + delta }));
  socket.end(LONG);
}

function cut({ socket, params }) {
  const at = Number(params.get('at') ?? 50);
  socket.write(head({ 'Content-Type': TEXT, 'Content-Length': LONG.length }));
  socket.end(LONG.slice(0, at));
}

const open = (socket) => socket.write(head({ 'Content-Type': TEXT }));

export const bodies = [
  ...Object.entries(bombs).map(([name, [encoding, make]]) => ({
    path: `/bomb/${name}`,
    expect: 'down',
    // A client that offers gzip only need not inflate the others to refuse them.
    code: name === 'gzip' ? 'BODY_TOO_LARGE' : 'BAD_ENCODING',
    answer: (request) => answerBomb(request, encoding, make),
  })),
  {
    path: '/endless',
    expect: 'down',
    code: 'BODY_TOO_LARGE',
    answer({ socket }) {
      open(socket);
      return pump(socket, endlessLines());
    },
  },
  {
    path: '/drip',
    params: 'ms',
    expect: 'down',
    code: 'NO_ANSWER',
    answer({ socket, params }) {
      open(socket);
      return pump(socket, LONG, Number(params.get('ms') ?? 300));
    },
  },
  { path: '/silent', expect: 'down', code: 'NO_ANSWER', answer: () => undefined },
  {
    path: '/half',
    expect: 'down',
    code: 'NO_ANSWER',
    answer: ({ socket }) => socket.write('HTTP/1.1 200 OK\r\nContent-Ty'),
  },
  {
    path: '/rst',
    expect: 'down',
    code: 'CONNECTION_RESET',
    answer: ({ socket }) => socket.resetAndDestroy(),
  },
  { path: '/cut', params: 'at', expect: 'down', code: 'BODY_CUT', answer: cut },
  { path: '/lie/length', params: 'delta', expect: 'down', code: 'BODY_CUT', answer: lie },
  { path: '/lie/length/delta=-12', expect: 'any', answer: lie },
];
