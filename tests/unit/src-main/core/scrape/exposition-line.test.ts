import { describe, expect, it } from 'vitest';
import { parseComment, parseSampleLine } from '../../../../../src-main/core/scrape/exposition-line.js';

/** `name{label=value} value @timestamp`, or why not. */
function line(text: string): string {
  const bytes = Buffer.from(text);
  const parsed = parseSampleLine(bytes, 0, bytes.length);
  if ('reason' in parsed) return parsed.reason;
  const labels = Object.entries(parsed.labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  const at = parsed.timestamp === null ? '' : ` @${parsed.timestamp}`;
  return `${parsed.name}{${labels.join()}} ${parsed.value}${at}`;
}

describe('a sample line', () => {
  it.each([
    ['up 1', 'up{} 1'],
    ['  up\t 1  ', 'up{} 1'],
    ['a:b_9{} NaN', 'a:b_9{} NaN'],
    ['m{a="1",b="2"} +Inf', 'm{a="1",b="2"} Infinity'],
    ['m{ a = "1" , } 3', 'm{a="1"} 3'],
    ['m {a="1"}3', 'm{a="1"} 3'],
    ['m 1 1700000000000', 'm{} 1 @1700000000000'],
    ['m 1 1700000000.5', 'm{} 1 @1700000000.5'],
    ['m_bucket{le="1"} 5 # {trace_id="x"} 0.3 1700000000', 'm_bucket{le="1"} 5'],
    ['m 1 1700000000 # {trace_id="x"} 0.3', 'm{} 1 @1700000000'],
    [String.raw`m{a="x\\y\"z\n"} 1`, String.raw`m{a="x\\y\"z\n"} 1`],
    [String.raw`m{a="\t"} 1`, String.raw`m{a="\\t"} 1`],
    ['m{a="},{"} 1', 'm{a="},{"} 1'],
    ['m{a=""} 1', 'm{} 1'],
    ['{"my.metric"} 1', 'my.metric{} 1'],
    ['{"my.metric",a="1","b.c"="2"} 1', 'my.metric{a="1",b.c="2"} 1'],
    ['m{"b.c"="日本"} 1', 'm{b.c="日本"} 1'],
    ['m{__proto__="x",constructor="y"} 1', 'm{__proto__="x",constructor="y"} 1'],
  ])('%s', (text, expected) => {
    expect(line(text)).toBe(expected);
  });

  it.each([
    ['1up 1', 'the line does not begin with a metric name'],
    ['{a="1"} 1', 'the line does not begin with a metric name'],
    ['{} 1', 'the line does not begin with a metric name'],
    ['m', 'there is no value'],
    ['m{a="1"}', 'there is no value'],
    ['m one', 'the value is not a number'],
    ['m 1 soon', 'the timestamp is not a number'],
    ['m 1 NaN', 'the timestamp is not a number'],
    ['m 1 2 3', 'there is text after the timestamp'],
    ['m{a=1} 1', 'the value of label a is not in quotes'],
    ['m{a="1} 1', 'the value of label a is not closed or not UTF-8'],
    ['m{a="1\\', 'the value of label a is not closed or not UTF-8'],
    ['m{a} 1', 'label a has no value'],
    ['m{"a"} 1', 'label a has no value'],
    ['{"a","b"} 1', 'label b has no value'],
    ['m{"a 1', 'a quoted name is not closed or not UTF-8'],
    ['m{,} 1', 'a label name is missing'],
    ['m{a="1" b="2"} 1', 'the labels are not closed by a brace'],
    ['m{a="1"', 'the labels are not closed by a brace'],
    ['m{a="1",a="2"} 1', 'label a is there twice'],
    ['m{__name__="x"} 1', 'a label is named __name__'],
  ])('is refused: %s', (text, reason) => {
    expect(line(text)).toBe(reason);
  });

  it('with bytes that are not UTF-8 is refused', () => {
    const bytes = Buffer.concat([Buffer.from('m{a="'), Buffer.from([0xff, 0xfe]), Buffer.from('"} 1')]);
    expect(parseSampleLine(bytes, 0, bytes.length)).toHaveProperty('reason');
  });

  it('may be a megabyte long', () => {
    const long = 'x'.repeat(1_000_000);
    expect(line(`${long} 1`)).toHaveLength(long.length + 4);
    expect(line(`m{${long}="1"} 1`)).toContain('="1"');
    expect(line(`m{a="${long}"} 1`)).toHaveLength(long.length + 9);
  });
});

describe('a comment', () => {
  it.each([
    ['# TYPE m counter', 'TYPE m counter'],
    ['#  HELP  m   What it is.', 'HELP m What it is.'],
    [String.raw`# HELP m two\nlines \\ and a "word"`, 'HELP m two\nlines \\ and a "word"'],
    ['# HELP m \u2028 odd', 'HELP m \u2028 odd'],
    ['# UNIT m seconds', 'UNIT m seconds'],
    ['# HELP m', 'HELP m '],
    ['# TYPE "my metric" gauge', 'TYPE my metric gauge'],
  ])('%s', (text, expected) => {
    const { keyword, name, text: rest } = parseComment(text)!;
    expect(`${keyword} ${name} ${rest}`).toBe(expected);
  });

  it.each(['# just words', '#TYPE m counter', '# EOF', '#', '# TYPE'])('%s says nothing', (text) => {
    expect(parseComment(text)).toBeNull();
  });

  it('of a hundred thousand blanks is read in no time', () => {
    const started = performance.now();
    parseComment(`# HELP m x${' '.repeat(100_000)}y`);
    parseComment(`# HELP "${'\\'.repeat(100_001)}`);
    parseComment(`# HELP ${'m'.repeat(100_000)}${' '.repeat(100_000)}`);
    expect(performance.now() - started).toBeLessThan(500);
  });
});
