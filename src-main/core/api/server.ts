import crypto from 'node:crypto';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import { SmartCoercionPlugin } from '@orpc/json-schema';
import { OpenAPIHandler } from '@orpc/openapi/node';
import { ORPCError, ValidationError } from '@orpc/server';
import { contract } from '../../../shared/contract/index.js';
import type { Log } from '../log/log.js';
import type { Auth } from './auth.js';
import { bodyLimits } from './body-limits.js';
import { EventHub } from './events.js';
import { guard } from './guard.js';
import { createOpenApi } from './openapi.js';
import { Querier } from './querier.js';
import { RawProfiles } from './raw/profiles.js';
import { errorBody, send, sendError, sendJson, setSecurityHeaders } from './respond.js';
import { createRouter } from './router.js';
import { valibotConverter } from './schema.js';
import type { Actor, Context, Services } from './services.js';
import { StaticFiles } from './static.js';
import { isRefusal, statusOf } from './status.js';

export interface ApiOptions {
  host: string;
  port: number;
  allowedHosts: readonly string[];
  auth: Auth;
  services: Services;
  log: Log;
  /** Folder of the built page. */
  pageDir: string;
}

export interface Api {
  port: number;
  hub: EventHub;
  close(): Promise<void>;
}

const PREFIX = '/api/v1';
const limitOf = bodyLimits(contract, PREFIX);
const MAX_CONNECTIONS = 256;

/** Serves page, REST and event streams on one port. Resolves once it listens; rejects with EADDRINUSE and the like. */
export async function startApi(options: ApiOptions): Promise<Api> {
  const { services, log, auth } = options;
  const querier = new Querier(services.reader);
  const hub = new EventHub(services, querier, log);
  const router = createRouter(services, auth, querier, hub);
  const handler = new OpenAPIHandler<Context>(router, {
    plugins: [new SmartCoercionPlugin({ schemaConverters: [valibotConverter] })],
    customErrorResponseBodyEncoder: (error: ORPCError<string, unknown>) =>
      errorBody(error.status, error.code, error.message, error.data),
    clientInterceptors: [
      async (call) => {
        const { context } = call;
        try {
          return await call.next();
        } catch (error) {
          throw refusalOf(error, context, log);
        }
      },
    ],
  });
  const page = new StaticFiles(options.pageDir);
  const rawProfiles = new RawProfiles(services);
  const openApi = createOpenApi(router, services.version);

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    setSecurityHeaders(response);
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : options.port;
    const refusal = guard(request, port, options.allowedHosts);
    if (refusal !== null) {
      sendError(response, refusal.status, refusal.code, refusal.message);
      return;
    }
    const url = new URL(request.url ?? '/', 'http://core');
    if (await answerOpen(url, request, response)) return;
    const isSession = url.pathname === `${PREFIX}/session` && request.method === 'POST';
    if (!isSession && !auth.accepts(request.headers.authorization)) {
      response.setHeader('www-authenticate', 'Bearer');
      sendError(
        response,
        401,
        'UNAUTHORIZED',
        'A bearer token is needed: it is in the file “token” of the data folder.',
      );
      return;
    }
    if (await answerRaw(url, request, response)) return;
    const actor: Actor = isSession
      ? { id: 'anonymous', kind: 'anonymous', role: 'public' }
      : { id: 'local', kind: 'local', role: 'admin' };
    if (await rawProfiles.answer({ url, request, response, actor })) return;
    const problem = bodyProblem(request, limitOf(request.method ?? 'GET', url.pathname));
    if (problem !== null) {
      sendError(response, problem.status, problem.code, problem.message);
      return;
    }
    const context: Context = {
      actor,
      isLoopback: isLoopbackAddress(request.socket.remoteAddress ?? ''),
      requestId: crypto.randomUUID(),
    };
    const { matched } = await handler.handle(request, response, { prefix: PREFIX, context });
    if (!matched)
      sendError(
        response,
        404,
        'NOT_AVAILABLE',
        `${request.method ?? ''} ${url.pathname} is not there, or not built yet.`,
      );
  };

  /** What needs no token: health, and the page, which holds nothing. */
  const answerOpen = (url: URL, request: IncomingMessage, response: ServerResponse): Promise<boolean> => {
    if (url.pathname === '/healthz') {
      sendJson(response, 200, {
        status: 'ok',
        version: services.version,
        uptimeSeconds: Math.round(process.uptime()),
      });
      return Promise.resolve(true);
    }
    const isApi = /^\/(?:api|metrics|federate|prometheus|v1)(?:\/|$)/.test(url.pathname);
    return Promise.resolve(!isApi && page.serve(request, response, url.pathname));
  };

  const answerRaw = async (
    url: URL,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<boolean> => {
    if (request.method !== 'GET') return false;
    switch (url.pathname) {
      case '/metrics':
        send(response, 200, 'text/plain; version=0.0.4; charset=utf-8', services.ownMetrics());
        return true;
      case '/federate': {
        const selectors = url.searchParams.getAll('match[]');
        const text = services.federate(selectors.length === 0 ? null : selectors);
        if (text.ok) send(response, 200, 'text/plain; version=0.0.4; charset=utf-8', text.text);
        else sendError(response, 422, text.code, text.message);
        return true;
      }
      case `${PREFIX}/openapi.json`:
        sendJson(response, 200, await openApi());
        return true;
      default:
        return false;
    }
  };

  const server = http.createServer(
    { headersTimeout: 10_000, requestTimeout: 60_000, maxHeaderSize: 16_384 },
    (request, response) => {
      answer(request, response).catch((error: unknown) => {
        log.error({ error: String(error), path: request.url?.split('?')[0] }, 'request failed');
        if (response.headersSent) response.destroy();
        else sendError(response, 500, 'INTERNAL', 'The core failed to answer; its log says why.');
      });
    },
  );
  server.maxConnections = MAX_CONNECTIONS;
  server.on('clientError', (_error, socket) => {
    // A connection a browser opened ahead of need and never used: an answer would be taken for that of its next request.
    if ('bytesRead' in socket && socket.bytesRead === 0) socket.destroy();
    else if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n');
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  }).catch((error: unknown) => {
    // Its clock would keep the process from ending.
    hub.close();
    throw error;
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : options.port,
    hub,
    close: async () => {
      hub.close();
      const closed = new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      });
      server.closeIdleConnections();
      setTimeout(() => {
        server.closeAllConnections();
      }, 300).unref();
      await closed;
    },
  };
}

const isLoopbackAddress = (address: string): boolean => /^(?:::1$|(?:::ffff:)?127\.)/.test(address);

/** A body of another type than JSON would slip past a browser's preflight; a huge one is not read at all. */
function bodyProblem(
  request: IncomingMessage,
  maxBytes: number | null,
): { status: number; code: string; message: string } | null {
  const length = Number(request.headers['content-length'] ?? '0');
  const hasBody = length > 0 || request.headers['transfer-encoding'] !== undefined;
  if (request.headers['transfer-encoding'] !== undefined) {
    return { status: 411, code: 'LENGTH_REQUIRED', message: 'Send the body with a Content-Length.' };
  }
  if (hasBody && !/^application\/json\s*(?:;|$)/i.test(request.headers['content-type'] ?? '')) {
    return { status: 415, code: 'NOT_JSON', message: 'Send the body as application/json.' };
  }
  if (maxBytes !== null && length > maxBytes) {
    const message = `The body is larger than the ${maxBytes.toString()} bytes this call takes.`;
    return { status: 413, code: 'BODY_TOO_LARGE', message };
  }
  return null;
}

/** Any error of a procedure as one the contract knows. */
function refusalOf(error: unknown, context: Context, log: Log): ORPCError<string, unknown> {
  if (error instanceof ORPCError) {
    const { cause } = error;
    if (error.code === 'BAD_REQUEST' && cause instanceof ValidationError) {
      const issues = cause.issues.map((issue) => ({
        path: (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.'),
        message: issue.message,
      }));
      const message = issues
        .map(({ path, message: text }) => (path === '' ? text : `${path}: ${text}`))
        .join('; ');
      return new ORPCError('INVALID_INPUT', {
        status: 422,
        message: message.slice(0, 1000),
        data: { issues },
      });
    }
    if (error.code === 'BAD_REQUEST')
      return new ORPCError('INVALID_INPUT', { status: 422, message: error.message, data: {} });
    return error as ORPCError<string, unknown>;
  }
  if (isRefusal(error)) {
    return new ORPCError(error.code, {
      status: statusOf(error.code),
      message: error.message,
      data: error.data,
    });
  }
  log.error(
    { error: error instanceof Error ? error.stack : String(error), requestId: context.requestId },
    'procedure failed',
  );
  return new ORPCError('INTERNAL', {
    status: 500,
    message: 'The core failed to answer; its log says why.',
    data: { requestId: context.requestId },
  });
}
