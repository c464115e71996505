import { reply, TEXT } from './wire.mjs';

/** Sixty expositions that are malformed, or look so. Each holds one good sample unless it says otherwise. */

export const CONTROL_BODY = '# TYPE evil_control gauge\nevil_control 1\n';

const OPEN_METRICS = 'application/openmetrics-text; version=1.0.0; charset=utf-8';
const MIB = 1 << 20;

const bytes = (...parts) => Buffer.concat(parts.map((part) => Buffer.from(part)));
/** The control and one more line that is fine. */
const fine = (what, line) => [what, `${CONTROL_BODY}${line}\n`, 'up'];
/** The control and one more line that cannot be read: it is counted, the control is kept. */
const bad = (what, line) => [what, bytes(CONTROL_BODY, line, '\n'), 'partial', 'BAD_LINES'];
/** Readers differ, and either way is sound. */
const either = (what, line) => [what, bytes(CONTROL_BODY, line, '\n'), 'any'];
const openMetrics = (what, body, expect, code) => [what, body, expect, code, OPEN_METRICS];

const cases = [
  // Comments and lines.
  ['one byte: #', '#', 'any'],
  ['nothing at all', '', 'any'],
  ['line ends only', '\n\n\n', 'any'],
  ['comments only', '# a\n# b\n', 'any'],
  ['no line end at the end', CONTROL_BODY.trimEnd(), 'up'],
  ['CRLF line ends', CONTROL_BODY.replaceAll('\n', '\r\n'), 'any'],
  ['CR line ends', CONTROL_BODY.replaceAll('\n', '\r'), 'any'],
  ['a byte order mark', `\ufeff${CONTROL_BODY}`, 'any'],
  ['UTF-16', Buffer.from(CONTROL_BODY, 'utf16le'), 'down', 'NOT_METRICS'],
  fine('blank lines and blanks', '  \t \n\n   evil_indented 1'),
  fine('tabs between', 'evil_tabs\t{\ta\t=\t"b"\t}\t1'),
  fine('an unknown keyword', '# EVIL evil_control gauge'),
  fine('HELP without text', '# HELP evil_control'),
  fine('HELP with escapes', '# HELP evil_help a \\\\ b \\n c\nevil_help 1'),
  either('TYPE without type', '# TYPE evil_untold\nevil_untold 1'),
  either('an unknown type', '# TYPE evil_odd oddity\nevil_odd 1'),
  either('TYPE twice', '# TYPE evil_twice gauge\n# TYPE evil_twice counter\nevil_twice 1'),
  either('TYPE after the samples', 'evil_late 1\n# TYPE evil_late counter'),
  either('HELP that is not UTF-8', bytes('# HELP evil_help ', [0xff, 0xfe], '\nevil_help 1')),
  // Names.
  bad('a name that begins with a digit', '1evil 1'),
  bad('a name with a dash', 'evil-name 1'),
  bad('a value without a name', '42'),
  bad('labels without a name', '{a="b"} 1'),
  bad('a name without a value', 'evil_lonely'),
  bad('NUL in a name', 'evil\0name 1'),
  bad('letters beyond ASCII in a bare name', 'évil 1'),
  fine('a quoted name', '{"evil.quoted"} 1'),
  bad('a quoted name that is not closed', '{"evil.quoted 1'),
  either('two quoted names', '{"evil.one","evil.two"} 1'),
  // Labels.
  bad('a label value that is not closed', 'evil{a="b 1'),
  bad('a brace that is not closed', 'evil{a="b" 1'),
  bad('a label without quotes', 'evil{a=b} 1'),
  bad('a label in single quotes', "evil{a='b'} 1"),
  bad('a label without a value', 'evil{a} 1'),
  bad('a label without a name', 'evil{="b"} 1'),
  bad('two commas', 'evil{a="b",,c="d"} 1'),
  fine('a comma at the end', 'evil{a="b",} 1'),
  fine('empty braces', 'evil{} 1'),
  bad('no comma', 'evil{a="b" c="d"} 1'),
  either('an unknown escape', 'evil{a="\\q"} 1'),
  bad('a backslash at the end', 'evil{a="\\"} 1'),
  bad('a label value that is not UTF-8', bytes('evil{a="', [0xc3, 0x28], '"} 1')),
  bad('a line end in a label value', 'evil{a="b\nc"} 1'),
  bad('a label named __name__', 'evil{__name__="other"} 1'),
  // Values.
  fine(
    'spellings of not a number and infinity',
    'evil_nan NaN\nevil_inf +Inf\nevil_minus -Inf\nevil_low inf\nevil_word Infinity',
  ),
  fine('odd numbers that are numbers', 'evil_a 1e3\nevil_b .5\nevil_c 5.\nevil_d +1\nevil_e 0x1p-2'),
  either('a number beyond doubles', 'evil_huge 1e400'),
  either('underscores in a number', 'evil_underscore 1_000'),
  bad('a comma for the point', 'evil_comma 1,5'),
  bad('a unit behind the value', 'evil_unit 5ms'),
  bad('words for a value', 'evil_words true'),
  bad('more behind the timestamp', 'evil_more 1 1700000000000 extra'),
  bad('a timestamp that is none', 'evil_stamp 1 yesterday'),
  either('the same sample twice', 'evil_same 1\nevil_same 2'),
  // Histograms and OpenMetrics.
  either(
    'buckets that fall and none for +Inf',
    '# TYPE evil_h histogram\nevil_h_bucket{le="1"} 5\nevil_h_bucket{le="2"} 3\nevil_h_sum 1\nevil_h_count 9',
  ),
  either(
    'a bucket without le, one that is no number',
    '# TYPE evil_h histogram\nevil_h_bucket 5\nevil_h_bucket{le="much"} 3',
  ),
  openMetrics('# EOF before more', `${CONTROL_BODY}# EOF\nevil_after 1\n`, 'any'),
  openMetrics('no # EOF', CONTROL_BODY, 'any'),
  openMetrics(
    'an exemplar',
    `# TYPE evil counter\nevil_total 1 # {trace_id="a"} 0.5 1700000000.5\n# EOF\n`,
    'up',
  ),
  // Size.
  ['a line of 1 MiB', `${CONTROL_BODY}evil{a="${'x'.repeat(MIB)}"} 1\n`, 'partial'],
];

export const text = cases.map(([what, body, expect, code, type = TEXT], i) => ({
  path: `/text/${i}`,
  what,
  expect,
  ...(code === undefined ? {} : { code }),
  answer: ({ socket }) => reply(socket, body, { type }),
}));
