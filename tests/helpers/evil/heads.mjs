import { CONTROL_BODY } from './text.mjs';
import { pump } from './wire.mjs';

/** Fifteen answers whose head is not HTTP as it should be. Where parsers rightly differ, either outcome is good. */

const BODY = CONTROL_BODY;
const LENGTH = `Content-Length: ${BODY.length}\r\n`;
const TYPE = 'Content-Type: text/plain\r\n';
const START = `HTTP/1.1 200 OK\r\n${TYPE}`;

const raw =
  (text) =>
  ({ socket }) =>
    socket.end(Buffer.from(text, 'latin1'));

function* informationStorm() {
  for (;;) yield 'HTTP/1.1 103 Early Hints\r\nLink: </evil>\r\n\r\n'.repeat(100);
}

const forms = [
  [
    'random bytes, as of another protocol',
    ({ socket, random }) => socket.end(Buffer.from(Array.from({ length: 512 }, () => random() * 256))),
  ],
  ['the banner of an SSH server', raw('SSH-2.0-OpenSSH_9.2p1\r\n')],
  ['a body without any head', raw(BODY)],
  ['an unknown version', raw(`HTTP/9.9 200 OK\r\n${LENGTH}\r\n${BODY}`)],
  ['a status that is no number', raw(`HTTP/1.1 abc OK\r\n${LENGTH}\r\n${BODY}`)],
  ['a header of 100 KB', raw(`${START}X-Flood: ${'x'.repeat(100_000)}\r\n${LENGTH}\r\n${BODY}`)],
  ['10 000 headers', raw(`${START}${'X-Flood: 1\r\n'.repeat(10_000)}${LENGTH}\r\n${BODY}`)],
  ['a header without a colon', raw(`${START}No Colon\r\n${LENGTH}\r\n${BODY}`)],
  ['NUL in a header', raw(`${START}X-Nul: a\0b\r\n${LENGTH}\r\n${BODY}`)],
  ['lines that end in LF alone', raw(`${START}${LENGTH}\r\n`.replaceAll('\r', '') + BODY), 'any'],
  ['two lengths that differ', raw(`${START}${LENGTH}Content-Length: 3\r\n\r\n${BODY}`)],
  ['a length and chunks', raw(`${START}${LENGTH}Transfer-Encoding: chunked\r\n\r\n${BODY}`)],
  ['a chunk size that is no number', raw(`${START}Transfer-Encoding: chunked\r\n\r\nzz\r\n${BODY}`)],
  ['a negative length', raw(`${START}Content-Length: -5\r\n\r\n${BODY}`)],
  ['endless 103 answers', ({ socket }) => pump(socket, informationStorm()), 'down', 'NO_ANSWER'],
];

export const heads = forms.map(([what, answer, expect = 'down', code = 'BAD_HTTP'], i) => ({
  path: `/http/${i}`,
  what,
  expect,
  ...(expect === 'down' ? { code } : {}),
  answer,
}));
