import { createORPCClient, ORPCError } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import type { JsonifiedClient } from '@orpc/openapi-client';
import { OpenAPILink } from '@orpc/openapi-client/fetch';
import { contract, type Contract } from '../../shared/contract/index.js';

export type Api = JsonifiedClient<ContractRouterClient<Contract>>;

export interface ApiOptions {
  /** Origin and prefix, without the last slash. */
  url: string;
  token: () => string | null;
  /** Called once for every answer that refuses the token. */
  onRefused: () => void;
}

/** The typed client of the contract; the only place that calls it. */
export function createApi({ url, token, onRefused }: ApiOptions): Api {
  const link = new OpenAPILink(contract, {
    url,
    headers: () => {
      const bearer = token();
      return bearer === null ? {} : { authorization: `Bearer ${bearer}` };
    },
    customErrorResponseBodyDecoder: readError,
    fetch: async (request, init) => {
      const carried = request.headers.has('authorization');
      const response = await fetch(request, { ...init, cache: 'no-store', credentials: 'omit' });
      if (response.status === 401 && carried) onRefused();
      return response;
    },
  });
  return createORPCClient(link);
}

/**
 * The core's own shape of an error, `{code, status, message, data}`. oRPC's client takes only bodies with its own
 * `defined` beside them for one, and would put the status line in place of the reason.
 */
export function readError(body: unknown): ORPCError<string, unknown> | null {
  if (typeof body !== 'object' || body === null) return null;
  const { code, status, message, data } = body as Record<string, unknown>;
  if (typeof code !== 'string' || typeof status !== 'number' || typeof message !== 'string') return null;
  return new ORPCError(code, { status, message, data });
}
