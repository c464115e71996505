import { expect, test } from 'vitest';
import { LineScanner } from '../../../../../../src-main/core/profile/legacy/line-scanner.js';

function linesOf(text: string): string[] {
  const scanner = new LineScanner(new TextEncoder().encode(text));
  const lines: string[] = [];
  while (scanner.next()) lines.push(scanner.line);
  return lines;
}

test.each([
  ['short and long, empty ones between', 'a\n\n\nthis line is longer than sixteen bytes\nb'],
  ['not ASCII, short and long', 'é\n日本\na long line that ends in 日本 and goes on'],
  ['control characters', '\u0000\u0001\n\t\n\u007f'],
])('lines are what stood between the newlines: %s', (_, text) => {
  expect(linesOf(text)).toEqual(text.split('\n'));
});

test('one carriage return before a newline is none of the line', () => {
  expect(linesOf('a\r\n\r\nb\r\r\n\rc')).toEqual(['a', '', 'b\r', '\rc']);
});
