import type { Failure } from '../../../shared/base/result.js';

type Params = Record<string, string | number>;

/** Raised inside the client; callers only ever see the Failure made from it. */
export class HttpFailure extends Error {
  readonly code: string;
  readonly params: Params;
  constructor(code: string, params: Params) {
    super(code);
    this.code = code;
    this.params = params;
  }
}

const mib = (params: Params): string => (Number(params['limit']) / 1_048_576).toString();

/** What went wrong, why, and how to mend it: one row per code. */
const TEXTS: Record<string, (host: string, params: Params) => string> = {
  CONNECTION_REFUSED: (host) =>
    `Connection refused at ${host}: nothing listens there. Is the app running, and is this its port?`,
  CONNECTION_RESET: (host) => `${host} closed the connection before it answered.`,
  PROXY_FAILED: (host, p) =>
    `${host} is asked through the proxy ${String(p['proxy'])} of the environment, which cannot be reached. Add the host to NO_PROXY to ask it directly.`,
  HOST_NOT_FOUND: (host) => `The name ${host} cannot be resolved. Check its spelling.`,
  HOST_UNREACHABLE: (host) => `${host} cannot be reached from this machine.`,
  NO_ANSWER: (host, p) => `No answer from ${host} within ${String(p['seconds'])} s.`,
  ADDRESS_REFUSED: (host) =>
    `${host} is a link-local or cloud metadata address, which Gopherscope never asks.`,
  BODY_TOO_LARGE: (host, p) => `The answer of ${host} is larger than ${mib(p)} MiB and was cut off.`,
  TOO_MUCH_IN_FLIGHT: (_, p) => `All answers under way hold more than ${mib(p)} MiB; this one was given up.`,
  BODY_CUT: (host) => `${host} closed the connection in the middle of its answer.`,
  BAD_ENCODING: (host, p) =>
    `${host} answers in the encoding “${String(p['encoding'])}”; only gzip was offered.`,
  BAD_GZIP: (host) => `The answer of ${host} says it is gzip but cannot be inflated.`,
  BAD_HTTP: (host, p) => `${host} does not speak HTTP (${String(p['detail'])}). Is it the right port?`,
  TLS_ERROR: (host, p) => `The TLS certificate of ${host} is not trusted: ${String(p['detail'])}.`,
  TLS_EXPECTED: (host) => `${host} does not speak TLS. Try http:// instead of https://.`,
  CANCELLED: () => 'The request was cancelled.',
  REQUEST_FAILED: (host, p) => `The request to ${host} failed: ${String(p['detail'])}.`,
};

const SYSTEM_CODES: Record<string, string> = {
  ECONNREFUSED: 'CONNECTION_REFUSED',
  ECONNRESET: 'CONNECTION_RESET',
  EPIPE: 'CONNECTION_RESET',
  ENOTFOUND: 'HOST_NOT_FOUND',
  EAI_AGAIN: 'HOST_NOT_FOUND',
  ENETUNREACH: 'HOST_UNREACHABLE',
  EHOSTUNREACH: 'HOST_UNREACHABLE',
  ETIMEDOUT: 'HOST_UNREACHABLE',
  EPROTO: 'TLS_EXPECTED',
  ERR_SSL_WRONG_VERSION_NUMBER: 'TLS_EXPECTED',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'TLS_EXPECTED',
};

/** Connecting failed, so with a proxy it is the proxy that is not there. */
const NOT_CONNECTED = new Set(['CONNECTION_REFUSED', 'HOST_NOT_FOUND', 'HOST_UNREACHABLE']);

/** The failure behind an error of the exchange; `deadlineMs` is set when the deadline ended it. */
export function describeFailure(
  error: unknown,
  url: URL,
  deadlineMs: number | null,
  proxy: URL | null = null,
): Failure {
  const host = url.host;
  const base = { host, url: url.href };
  if (deadlineMs !== null)
    return failure('NO_ANSWER', host, { ...base, seconds: Math.round(deadlineMs / 100) / 10 });
  const { code, message, params } = readError(error);
  const known = SYSTEM_CODES[code] ?? code;
  if (proxy !== null && NOT_CONNECTED.has(known))
    return failure('PROXY_FAILED', host, { ...base, proxy: proxy.host });
  if (known in TEXTS) return failure(known, host, { ...base, ...params });
  if (code.startsWith('HPE_')) return failure('BAD_HTTP', host, { ...base, detail: code });
  if (code.startsWith('Z_')) return failure('BAD_GZIP', host, base);
  if (code === 'ABORT_ERR' || code === 'ERR_CANCELED') return failure('CANCELLED', host, base);
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS|ALTNAME/.test(code)) {
    return failure('TLS_ERROR', host, { ...base, detail: code.toLowerCase().replaceAll('_', ' ') });
  }
  if (code.startsWith('ERR_SSL'))
    return failure('TLS_ERROR', host, { ...base, detail: code.toLowerCase().replaceAll('_', ' ') });
  return failure('REQUEST_FAILED', host, { ...base, detail: (code || message).slice(0, 200) });
}

function readError(error: unknown): { code: string; message: string; params: Params } {
  if (error instanceof AggregateError && error.errors.length > 0) return readError(error.errors[0]);
  if (!(error instanceof Error)) return { code: '', message: String(error), params: {} };
  const code =
    'code' in error && typeof error.code === 'string'
      ? error.code
      : error.name === 'AbortError'
        ? 'ABORT_ERR'
        : '';
  return { code, message: error.message, params: error instanceof HttpFailure ? error.params : {} };
}

function failure(code: string, host: string, params: Params): Failure {
  return { code, params, message: (TEXTS[code] ?? ((): string => code))(host, params) };
}
