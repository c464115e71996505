import { RE2JS } from 're2js';
import type { Labels } from '../../../shared/model/labels.js';
import type { Matcher } from '../../../shared/model/series.js';

export type LabelTest = (labels: Labels) => boolean;

/** All matchers as one test; an absent label reads as the empty string. Patterns are anchored, RE2 syntax. */
export function compileMatchers(matchers: readonly Matcher[]): LabelTest {
  const tests = matchers.map(compileMatcher);
  return (labels) => tests.every((test) => test(labels));
}

function compileMatcher({ name, op, value }: Matcher): LabelTest {
  const read = (labels: Labels): string => (Object.hasOwn(labels, name) ? (labels[name] ?? '') : '');
  switch (op) {
    case '=':
      return (labels) => read(labels) === value;
    case '!=':
      return (labels) => read(labels) !== value;
    case '=~':
    case '!~': {
      const pattern = RE2JS.compile(value, RE2JS.DOTALL);
      const wanted = op === '=~';
      return (labels) => pattern.matches(read(labels)) === wanted;
    }
  }
}
