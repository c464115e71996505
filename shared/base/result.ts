/** An expected outcome. Exceptions are for bugs; a failure that a caller must handle is a value with a code. */
export type Result<T, E extends { code: string } = Failure> =
  { ok: true; value: T } | { ok: false; error: E };

/** Why something that may fail did: `code` in UPPER_SNAKE, the same word in REST, logs and translations. */
export interface Failure {
  code: string;
  params: Record<string, string | number>;
  /** English fallback of code and params, for REST and logs. */
  message: string;
}

export const ok = <T>(value: T): Result<T, never> => ({ ok: true, value });

export function fail(
  code: string,
  message: string,
  params: Record<string, string | number> = {},
): Result<never> {
  return { ok: false, error: { code, params, message } };
}
