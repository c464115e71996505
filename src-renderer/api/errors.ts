import { ORPCError } from '@orpc/client';

/** What went wrong, in the core's words: `code` is looked up in the page's language, else `message` is shown. */
export interface ApiError {
  code: string;
  /** 0 = the core was not reached. */
  status: number;
  message: string;
  params: Record<string, string | number>;
  data: unknown;
}

function paramsOf(data: unknown): Record<string, string | number> {
  const params: unknown = typeof data === 'object' && data !== null && 'params' in data ? data.params : data;
  const kept: Record<string, string | number> = {};
  if (typeof params !== 'object' || params === null) return kept;
  for (const [key, value] of Object.entries(params)) {
    if (typeof value === 'string' || typeof value === 'number') kept[key] = value;
  }
  return kept;
}

export function toApiError(error: unknown): ApiError {
  if (error instanceof ORPCError) {
    const { code, status, message } = error as ORPCError<string, unknown>;
    const data: unknown = error.data;
    return { code, status, message, params: paramsOf(data), data };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'CORE_UNREACHABLE', status: 0, message, params: {}, data: null };
}

/** True when we ended the call ourselves. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
