import { parseDuration, unquote } from '../../src-main/core/promql/literals.js';

// The test language of Prometheus' promql/promqltest, see its README.md.

export interface SeriesLine {
  metric: string;
  points: string;
}

export interface LoadCommand {
  kind: 'load';
  intervalMs: number;
  /** load_with_nhcb: also as native histograms with custom buckets */
  withNative: boolean;
  series: SeriesLine[];
}

interface Times {
  startMs: number;
  endMs: number;
  stepMs: number;
}

export interface EvalCommand {
  kind: 'eval';
  line: number;
  expr: string;
  atMs: number;
  /** of `eval range` */
  range?: Times;
  /** of `expect range vector`: the samples' times */
  rangeVector?: Times;
  ordered: boolean;
  expectFail: boolean;
  failMessage?: string;
  failRegex?: string;
  expectString?: string;
  /** the one bare number that is expected */
  scalar?: string;
  series: SeriesLine[];
}

export type TestCommand = LoadCommand | EvalCommand | { kind: 'clear' };

const LOAD = /^load(_with_nhcb)?\s+(\S+)$/;
const INSTANT = /^eval(?:_(fail|warn|ordered|info))?\s+instant\s+(?:at\s+(\S+))?\s+(.+)$/;
const RANGE = /^eval(?:_(fail|warn|info))?\s+range\s+from\s+(\S+)\s+to\s+(\S+)\s+step\s+(\S+)\s+(.+)$/;
const RANGE_VECTOR = /^expect range vector\s+from\s+(\S+)\s+to\s+(\S+)\s+step\s+(\S+)$/;

export function parseTestFile(text: string): TestCommand[] {
  const commands: TestCommand[] = [];
  let open: LoadCommand | EvalCommand | undefined;
  text.split('\n').forEach((raw, index) => {
    const line = raw.trim();
    if (line.startsWith('#')) return;
    const command = line === '' ? undefined : parseCommand(line, index + 1);
    if (command !== undefined) {
      commands.push(command);
      open = command.kind === 'clear' ? undefined : command;
    } else if (line === '') open = undefined;
    else if (open !== undefined) addLine(open, line);
    else throw new Error(`line ${String(index + 1)} belongs to no command: ${line}`);
  });
  return commands;
}

function parseCommand(line: string, number: number): TestCommand | undefined {
  if (line === 'clear') return { kind: 'clear' };
  const load = LOAD.exec(line);
  if (load !== null)
    return {
      kind: 'load',
      intervalMs: parseTime(load[2] ?? ''),
      withNative: load[1] !== undefined,
      series: [],
    };
  const range = RANGE.exec(line);
  if (range !== null) {
    const [, modifier, start = '', end = '', step = '', expr = ''] = range;
    const times = { startMs: parseTime(start), endMs: parseTime(end), stepMs: parseTime(step) };
    return { ...emptyEval(modifier, expr, number), range: times };
  }
  const instant = INSTANT.exec(line);
  if (instant === null) return undefined;
  const [, modifier, time, expr = ''] = instant;
  return { ...emptyEval(modifier, expr, number), atMs: time === undefined ? 0 : parseTime(time) };
}

function emptyEval(modifier: string | undefined, expr: string, line: number): EvalCommand {
  const [ordered, expectFail] = [modifier === 'ordered', modifier === 'fail'];
  return { kind: 'eval', line, expr, atMs: 0, ordered, expectFail, series: [] };
}

function addLine(command: LoadCommand | EvalCommand, line: string): void {
  if (command.kind === 'eval' && readExpectation(command, line)) return;
  const series = /^((?:[^\s{]+)?(?:\{(?:[^"'}]|"(?:[^"\\]|\\.)*"|'[^']*')*\})?)\s+(\S.*)$/.exec(line);
  if (series === null) {
    if (command.kind === 'eval' && /^\S+$/.test(line)) command.scalar = line;
    else throw new Error(`not a series: ${line}`);
    return;
  }
  const [, metric = '', points = ''] = series;
  command.series.push({ metric, points });
}

/** Takes an `expect …` line; those about warnings and hints are not ours to fulfil. */
function readExpectation(command: EvalCommand, line: string): boolean {
  if (line.startsWith('expected_fail_message ')) {
    command.failMessage = line.slice('expected_fail_message '.length).trim();
    return true;
  }
  if (line.startsWith('expected_fail_regexp ')) {
    command.failRegex = line.slice('expected_fail_regexp '.length).trim();
    return true;
  }
  if (!/^expect\s/.test(line)) return false;
  const range = RANGE_VECTOR.exec(line);
  const [, what = '', how, text = ''] = /^expect\s+(\w+)(?:\s+(msg|regex):)?\s*(.*)$/.exec(line) ?? [];
  if (range !== null) {
    const [, start = '', end = '', step = ''] = range;
    command.rangeVector = { startMs: parseTime(start), endMs: parseTime(end), stepMs: parseTime(step) };
  } else if (what === 'string') command.expectString = unquote(text, 0);
  else if (what === 'ordered') command.ordered = true;
  else if (what === 'fail') {
    command.expectFail = true;
    const wanted = /^(["'`]).*\1$/.test(text) ? unquote(text, 0) : text;
    if (how === 'msg') command.failMessage = wanted;
    if (how === 'regex') command.failRegex = wanted;
  }
  return true;
}

/** A time of the test language: a duration, or a number of seconds. */
function parseTime(text: string): number {
  const negative = text.startsWith('-');
  const plain = negative ? text.slice(1) : text;
  const ms = parseDuration(plain) ?? Number(plain) * 1000;
  if (Number.isNaN(ms)) throw new Error(`not a time: ${text}`);
  return negative ? -ms : ms;
}
