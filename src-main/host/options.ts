import { parseArgs } from 'node:util';
import { fail, ok, type Result } from '../../shared/base/result.js';
import { readOperand } from './operands.js';

export interface CommandLine {
  command: 'serve' | 'window' | 'open';
  host: string;
  port: number;
  dataDir: string | null;
  /** Of --target: watched for this run. */
  targets: string[];
  /** Addresses among the words: the window asks before it adds them. */
  urls: string[];
  /** Files among the words, absolute. */
  files: string[];
  allowedHosts: string[];
  token: string | null;
  noAuth: boolean;
  configFile: string | null;
  /** null = as the settings say. */
  logLevel: (typeof LEVELS)[number] | null;
  logFile: string | null;
}

export const DEFAULT_PORT = 7676;
const LEVELS = ['trace', 'debug', 'info', 'warn', 'error'] as const;

export const USAGE = `gopherscope [FILE|URL…]     open profiles, apps or …/debug/pprof/heap in the window
gopherscope analyze FILE    what a profile shows, as text or with --json
gopherscope top FILE        its functions, as go tool pprof -top
gopherscope serve           the same without a window (also: --headless)
gopherscope open            open a browser on the core that runs

  --host H  --port N        where to serve (127.0.0.1, ${DEFAULT_PORT.toString()}; port 0 = any free)
  --data-dir DIR            where everything is kept
  --config FILE             settings, YAML or JSON (<data>/gopherscope.yaml)
  --target URL              watch it for this run (repeatable)
  --token T                 API token instead of the one in <data>/token
  --no-auth                 ask for none; on loopback only
  --allowed-host H          a name under which others reach this core (repeatable)
  --log-level L             trace, debug, info, warn, error (info, or as the settings say)
  --log-file FILE           JSON lines go there, rotated at 10 MiB; else to standard error
`;

const isLoopbackHost = (host: string): boolean =>
  host === 'localhost' || host === '::1' || host.startsWith('127.');

/** What a command line asks for, or why it makes no sense. Files are named from `cwd`. */
export function parseCommandLine(argv: readonly string[], cwd: string = process.cwd()): Result<CommandLine> {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        headless: { type: 'boolean', default: false },
        host: { type: 'string', default: '127.0.0.1' },
        port: { type: 'string', default: DEFAULT_PORT.toString() },
        'data-dir': { type: 'string' },
        config: { type: 'string' },
        target: { type: 'string', multiple: true, default: [] },
        token: { type: 'string' },
        'no-auth': { type: 'boolean', default: false },
        'allowed-host': { type: 'string', multiple: true, default: [] },
        'log-level': { type: 'string' },
        'log-file': { type: 'string' },
      },
    });
  } catch (error) {
    return fail('USAGE', error instanceof Error ? error.message : String(error));
  }
  const { values, positionals } = parsed;
  const [first, ...rest] = positionals;
  const isCommand = first === 'serve' || first === 'open';
  const operands = (isCommand ? rest : positionals).map((word) => readOperand(word, cwd));
  const refused = operands.find((operand) => operand.kind === 'refused');
  if (refused !== undefined)
    return fail('USAGE', `“${refused.text}” is neither a file nor the address of an app.`);
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    return fail('USAGE', `--port ${values.port} is no port.`);
  const level = LEVELS.find((name) => name === values['log-level']);
  if (level === undefined && values['log-level'] !== undefined)
    return fail('USAGE', `--log-level ${values['log-level']} is none of ${LEVELS.join(', ')}.`);
  if (!isLoopbackHost(values.host)) {
    if (values['no-auth'])
      return fail('USAGE', '--no-auth is for loopback only: anybody could read and change everything.');
    if (values['allowed-host'].length === 0) {
      return fail(
        'USAGE',
        `--host ${values.host} needs --allowed-host: the name under which others reach this core.`,
      );
    }
  }
  if (values.token !== undefined && values.token.length < 16)
    return fail('USAGE', '--token needs at least 16 characters.');
  return ok({
    command: first === 'open' ? 'open' : first === 'serve' || values.headless ? 'serve' : 'window',
    host: values.host,
    port,
    dataDir: values['data-dir'] ?? null,
    targets: values.target,
    urls: operands.flatMap((operand) => (operand.kind === 'url' ? [operand.url] : [])),
    files: operands.flatMap((operand) => (operand.kind === 'file' ? [operand.path] : [])),
    allowedHosts: values['allowed-host'],
    token: values.token ?? null,
    noAuth: values['no-auth'],
    configFile: values.config ?? null,
    logLevel: level ?? null,
    logFile: values['log-file'] ?? null,
  });
}
