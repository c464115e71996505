import type { RE2JS } from 're2js';
import { METRIC_NAME } from '../../../../shared/model/labels.js';
import { mergeEqual, withLabel, type Series, type Value } from '../columns.js';
import { refuse } from '../errors.js';
import { compileAnchored } from '../matchers.js';
import type { FunctionFamily } from './spec.js';
import { seriesOf, stringOf } from './values.js';

/** Prometheus promql/functions.go: evalLabelReplace, evalLabelJoin. */
export const labelFunctions: FunctionFamily = {
  label_replace: {
    args: ['vector', 'string', 'string', 'string', 'string'],
    optional: 0,
    returns: 'vector',
    apply: { over: 'values', run: labelReplace },
  },
  label_join: {
    args: ['vector', 'string', 'string', 'string'],
    optional: 'repeat',
    returns: 'vector',
    apply: { over: 'values', run: labelJoin },
  },
};

function labelReplace([vector, ...strings]: readonly Value[]): Value {
  const [target = '', replacement = '', source = '', pattern = ''] = strings.map(stringOf);
  requireName(target, 'destination', 'label_replace');
  const regex = compile(pattern);
  const series = seriesOf(vector);
  for (const each of series) {
    const matcher = regex.matcher(each.labels[source] ?? '');
    if (matcher.matches())
      setLabel(
        each,
        target,
        expand(replacement, (group) => groupOf(matcher, regex, group)),
      );
  }
  return { type: 'vector', series: mergeEqual(series) };
}

function compile(pattern: string): RE2JS {
  try {
    return compileAnchored(pattern);
  } catch {
    return refuse('PROMQL_TYPE', `invalid regular expression in label_replace(): ${pattern}`, {
      found: pattern,
    });
  }
}

type GroupMatcher = ReturnType<RE2JS['matcher']>;

function groupOf(matcher: GroupMatcher, regex: RE2JS, group: string): string {
  if (/^\d+$/.test(group))
    return Number(group) <= matcher.groupCount() ? (matcher.group(Number(group)) ?? '') : '';
  return group in regex.namedGroups() ? (matcher.group(group) ?? '') : '';
}

/** `$1`, `${1}`, `$name`, `$$`: Go's regexp.Expand, whose names are as long as they can be. */
export function expand(template: string, group: (name: string) => string): string {
  return template.replace(/\$(?:\$|(\w+)|\{(\w+)\})/g, (found, plain?: string, braced?: string) => {
    const name = plain ?? braced;
    return name === undefined ? found.slice(1) : group(name);
  });
}

function labelJoin([vector, ...strings]: readonly Value[]): Value {
  const [target = '', separator = '', ...sources] = strings.map(stringOf);
  requireName(target, 'destination', 'label_join');
  for (const source of sources) requireName(source, 'source', 'label_join');
  const series = seriesOf(vector);
  for (const each of series)
    setLabel(each, target, sources.map((source) => each.labels[source] ?? '').join(separator));
  return { type: 'vector', series: mergeEqual(series) };
}

/** A name that is set anew is worth keeping, even if an operation before had made the old one meaningless. */
function setLabel(series: Series, name: string, value: string): void {
  series.labels = withLabel(series.labels, name, value);
  if (name === METRIC_NAME) series.dropName = false;
}

function requireName(name: string, role: string, fn: string): void {
  if (name === '') refuse('PROMQL_TYPE', `invalid ${role} label name in ${fn}(): ${name}`, { found: name });
}
