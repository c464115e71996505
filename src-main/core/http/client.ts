import http from 'node:http';
import https from 'node:https';
import type { Duplex } from 'node:stream';
import zlib from 'node:zlib';
import { fail, type Result } from '../../../shared/base/result.js';
import { bodyOf as streamOf } from './body.js';
import { describeFailure, HttpFailure } from './failure.js';
import { LargeBodies, SMALL_BYTES } from './large-bodies.js';
import { connectThrough, proxyFor } from './proxy.js';
import { Resolver } from './resolver.js';

const MIB = 1024 * 1024;

export interface FetchOptions {
  /** Whole deadline, connect to last byte, ms. */
  deadlineMs: number;
  accept?: string;
  signal?: AbortSignal;
  maxWireBytes?: number;
  maxInflatedBytes?: number;
  /** Sent as JSON with POST; a GET without. */
  json?: unknown;
  /** Token to show; goes to this address alone, since no redirect is followed. */
  bearer?: string;
}

export interface FetchAnswer {
  status: number;
  contentType: string;
  /** Inflated. Good until the next turn of the event loop: read it at once or copy it. */
  body: Buffer;
  /** As it crossed the wire. */
  wireBytes: number;
  elapsedMs: number;
  /** The server's clock by its Date header, epoch ms at whole seconds; null = it sent none. */
  serverDateMs: number | null;
  location: string;
  /** A token was shown. */
  authorized: boolean;
}

export interface ReceiveOptions {
  /** Whole deadline, connect to last byte, ms. */
  deadlineMs: number;
  signal?: AbortSignal;
  /** Of the body, inflated. */
  maxBytes: number;
  /** As in {@link FetchOptions}. */
  bearer?: string;
}

export interface StreamedAnswer {
  status: number;
  contentType: string;
  location: string;
  /** To be read once. */
  body: AsyncIterable<Buffer>;
}

/** What all requests in flight hold together; past it the one that asks for more is given up. */
const MAX_BUFFERED_BYTES = 64 * MIB;
const MAX_SOCKETS = 256;

export interface HttpClientOptions {
  resolver?: Resolver;
  env?: Record<string, string | undefined>;
}

/**
 * The only way out of the core on the scrape path: GET and, to our demo shop and Go library, POST over kept-alive connections, one deadline for the
 * whole exchange, bytes limited on the wire and inflated, no redirects, addresses judged after resolution.
 */
export class HttpClient {
  private readonly resolver: Resolver;
  private readonly env: Record<string, string | undefined>;
  private readonly plain: http.Agent;
  private readonly secure: https.Agent;
  private readonly large = new LargeBodies();
  private buffered = 0;

  constructor(options: HttpClientOptions = {}) {
    this.resolver = options.resolver ?? new Resolver();
    this.env = options.env ?? process.env;
    const settings = {
      keepAlive: true,
      maxTotalSockets: MAX_SOCKETS,
      maxFreeSockets: MAX_SOCKETS,
      timeout: 60_000,
    };
    this.plain = new http.Agent(settings);
    this.secure = new https.Agent(settings);
  }

  /** Asks a URL. */
  async get(url: URL, options: FetchOptions): Promise<Result<FetchAnswer>> {
    const started = performance.now();
    return this.within(url, options, async (signal) => {
      const answer = await this.exchange(url, options, signal);
      return { ...answer, elapsedMs: performance.now() - started };
    });
  }

  /**
   * Asks a URL and hands its answer on while it comes, over a connection of its own that is closed at the end of
   * `take`, however it ends: the server sees it. What the body throws is described as any other failure.
   */
  async receive<T>(
    url: URL,
    options: ReceiveOptions,
    take: (answer: StreamedAnswer) => Promise<T>,
  ): Promise<Result<T>> {
    return this.within(url, options, async (signal) => {
      const request = await this.request(url, { ...options, alone: true }, signal);
      const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
        request.once('response', resolve).once('error', reject).end();
      });
      // From here on the reader of the body hears of it.
      request.on('error', () => undefined);
      try {
        return await take({
          status: response.statusCode ?? 0,
          contentType: response.headers['content-type'] ?? '',
          location: response.headers.location ?? '',
          body: streamOf(response, options.maxBytes),
        });
      } finally {
        request.destroy();
      }
    });
  }

  /** One exchange under one deadline, with the address judged first. */
  private async within<T>(
    url: URL,
    { deadlineMs, signal }: Pick<FetchOptions, 'deadlineMs' | 'signal'>,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<Result<T>> {
    // Not AbortSignal.timeout and any: they outlive the exchange, and any() leaks on a long-lived signal.
    const ending = new AbortController();
    const late = new Error('late');
    const timer = setTimeout(() => {
      ending.abort(late);
    }, deadlineMs);
    const cancel = (): void => {
      ending.abort();
    };
    if (signal?.aborted === true) cancel();
    signal?.addEventListener('abort', cancel);
    const proxy = proxyFor(url, this.env);
    try {
      // A literal address is never looked up, so it is judged here.
      if (proxy === null)
        await within(ending.signal, this.resolver.resolve(url.hostname.replace(/^\[|\]$/g, '')));
      return { ok: true, value: await work(ending.signal) };
    } catch (error) {
      const endedMs = ending.signal.reason === late ? deadlineMs : null;
      return { ok: false, error: describeFailure(error, url, endedMs, proxy) };
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
    }
  }

  close(): void {
    this.plain.destroy();
    this.secure.destroy();
  }

  private async exchange(
    url: URL,
    options: FetchOptions,
    signal: AbortSignal,
  ): Promise<Omit<FetchAnswer, 'elapsedMs'>> {
    const request = await this.request(url, options, signal);
    return new Promise((resolve, reject) => {
      request.once('error', reject);
      request.once('response', (response) => {
        this.read(response, options, signal).then(resolve, (error: unknown) => {
          request.destroy();
          reject(error instanceof Error ? error : new Error(String(error)));
        });
      });
      request.end(options.json === undefined ? undefined : JSON.stringify(options.json));
    });
  }

  /** `alone` = over a connection of its own, and nothing compressed on the way. */
  private async request(
    url: URL,
    options: Pick<FetchOptions, 'accept' | 'json' | 'bearer'> & { alone?: boolean },
    signal: AbortSignal,
  ): Promise<http.ClientRequest> {
    const secure = url.protocol === 'https:';
    const isPost = options.json !== undefined;
    const isAlone = options.alone === true;
    const plain = isAlone ? false : this.plain;
    const tls = isAlone ? false : this.secure;
    const headers = {
      ...(isPost ? { 'content-type': 'application/json' } : {}),
      accept: options.accept ?? '*/*',
      'accept-encoding': isAlone ? 'identity' : 'gzip',
      'user-agent': 'gopherscope',
      ...(options.bearer === undefined ? {} : { authorization: `Bearer ${options.bearer}` }),
    };
    const common = { method: isPost ? 'POST' : 'GET', headers, signal, maxHeaderSize: 16_384 };
    const proxy = proxyFor(url, this.env);
    if (proxy === null) {
      const direct = { ...common, lookup: this.resolver.lookup, autoSelectFamily: true };
      return secure
        ? https.request(url, { ...direct, agent: tls })
        : http.request(url, { ...direct, agent: plain });
    }
    if (secure) {
      const socket: Duplex = await connectThrough(proxy, url, signal);
      return https.request(url, { ...common, agent: false, createConnection: () => socket });
    }
    return http.request({
      ...common,
      host: proxy.hostname,
      port: proxy.port || 80,
      path: url.href,
      headers: { ...headers, host: url.host },
      agent: plain,
    });
  }

  private async read(
    response: http.IncomingMessage,
    options: FetchOptions,
    signal: AbortSignal,
  ): Promise<Omit<FetchAnswer, 'elapsedMs'>> {
    const maxWire = options.maxWireBytes ?? 8 * MIB;
    const maxInflated = options.maxInflatedBytes ?? 16 * MIB;
    const encoding = (response.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
    const inflater = inflaterFor(encoding);
    let wireBytes = 0;
    let held = 0;
    let chunks: Buffer[] = [];
    let room: Buffer | null = null;
    const take = async (chunk: Buffer): Promise<void> => {
      const at = held;
      held += chunk.length;
      this.buffered += chunk.length;
      this.large.passed(chunk.length);
      if (held > maxInflated) throw new HttpFailure('BODY_TOO_LARGE', { limit: maxInflated });
      if (this.buffered > MAX_BUFFERED_BYTES)
        throw new HttpFailure('TOO_MUCH_IN_FLIGHT', { limit: MAX_BUFFERED_BYTES });
      if (room === null) chunks.push(chunk);
      else chunk.copy(room, at);
      if (room !== null || held <= SMALL_BYTES) return;
      room = await this.large.take(Math.max(maxInflated, 16 * MIB), signal);
      Buffer.concat(chunks).copy(room);
      chunks = [];
    };
    const release = (): void => {
      if (room !== null) this.large.release();
    };
    try {
      if (inflater !== null) {
        // pipe() does not carry errors across; the source's end early is the failure to tell.
        response.once('error', (error) => inflater.destroy(error));
        response.once('aborted', () => inflater.destroy(new HttpFailure('BODY_CUT', {})));
        response.pipe(inflater);
      }
      response.on('data', (chunk: Buffer) => {
        wireBytes += chunk.length;
        if (wireBytes > maxWire) response.destroy(new HttpFailure('BODY_TOO_LARGE', { limit: maxWire }));
      });
      for await (const chunk of inflater ?? response) await take(chunk as Buffer);
      if (!response.complete) throw new HttpFailure('BODY_CUT', {});
    } catch (error) {
      release();
      const cut = error instanceof Error && 'code' in error && error.code === 'ECONNRESET';
      throw cut ? new HttpFailure('BODY_CUT', {}) : error;
    } finally {
      this.buffered -= held;
      if (!response.complete) response.destroy();
    }
    // Those who asked for it read it before the next turn.
    setImmediate(release);
    const date = Date.parse(response.headers.date ?? '');
    return {
      status: response.statusCode ?? 0,
      contentType: response.headers['content-type'] ?? '',
      body: bodyOf(room, chunks, held),
      wireBytes,
      serverDateMs: Number.isNaN(date) ? null : date,
      location: response.headers.location ?? '',
      authorized: options.bearer !== undefined,
    };
  }
}

/** The system's resolver knows no deadline; ours ends the wait for it. */
function within<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', abort);
    });
  });
}

function bodyOf(room: Buffer | null, chunks: readonly Buffer[], length: number): Buffer {
  if (room !== null) return room.subarray(0, length);
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
}

function inflaterFor(encoding: string): zlib.Gunzip | null {
  if (encoding === 'gzip' || encoding === 'x-gzip') return zlib.createGunzip({ chunkSize: 65_536 });
  if (encoding === 'identity' || encoding === '') return null;
  throw new HttpFailure('BAD_ENCODING', { encoding });
}

/** A URL a user typed: a scheme is added, userinfo and other schemes are refused. */
export function parseTargetUrl(text: string): Result<URL> {
  const trimmed = text.trim();
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `http://${trimmed}`;
  let url: URL;
  try {
    url = new URL(withScheme);
  } catch {
    return fail('INVALID_URL', `“${trimmed}” is no address. Give one like http://host:6060.`, {
      url: trimmed,
    });
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return fail('INVALID_URL', `Only http and https can be watched, not ${url.protocol}`, { url: trimmed });
  }
  if (url.username !== '' || url.password !== '') {
    return fail(
      'URL_WITH_USERINFO',
      'The address holds a user name or password, which would be stored in the clear. Remove it.',
    );
  }
  url.hash = '';
  return { ok: true, value: url };
}
