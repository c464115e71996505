import { RE2JS } from 're2js';
import type { Labels } from '../../../shared/model/labels.js';
import type { Matcher } from '../../../shared/model/series.js';

const META = /[\\.+*?()[\]{}^$]/;

/**
 * The test that a label regex stands for: RE2 syntax (linear time, whatever a user writes), `.` also matches a
 * newline, and the whole value must match. Prometheus model/labels/regexp.go.
 *
 * @throws an Error that says what is wrong with the pattern
 */
export function compileRegex(pattern: string): (value: string) => boolean {
  // Most patterns in use list words; those, and the two that match nearly all, need no automaton.
  if (pattern === '.*') return () => true;
  if (pattern === '.+') return (value) => value !== '';
  if (!META.test(pattern)) {
    const words = new Set(pattern.split('|'));
    return (value) => words.has(value);
  }
  const compiled = compileAnchored(pattern);
  return (value) => compiled.matches(value);
}

/** For callers that need the groups; `matcher(value).matches()` is the anchored match. */
export function compileAnchored(pattern: string): RE2JS {
  return RE2JS.compile(pattern, RE2JS.DOTALL);
}

/** The test of one label's value; a label that is missing has the value "". */
export function compileMatcher(matcher: Matcher): (value: string) => boolean {
  const wanted = matcher.value;
  switch (matcher.op) {
    case '=':
      return (value) => value === wanted;
    case '!=':
      return (value) => value !== wanted;
    case '=~':
      return compileRegex(wanted);
    case '!~': {
      const matches = compileRegex(wanted);
      return (value) => !matches(value);
    }
  }
}

/** For implementations of SeriesReader: whether a label set satisfies all of `matchers`. */
export function compileMatchers(matchers: readonly Matcher[]): (labels: Labels) => boolean {
  const tests = matchers.map((matcher) => ({ name: matcher.name, matches: compileMatcher(matcher) }));
  return (labels) => tests.every((test) => test.matches(labels[test.name] ?? ''));
}
