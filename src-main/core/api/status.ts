/** HTTP status of a refusal by its code, where it is not 422. */
const STATUS: Record<string, number> = {
  NOT_FOUND: 404,
  TARGET_EXISTS: 409,
  SETTINGS_BROKEN: 409,
  DEMO_NOT_RUNNING: 409,
  NO_PPROF: 409,
  TOO_MANY_GOROUTINES: 409,
  TOO_MANY_CAPTURES: 429,
  TRACE_TOOL: 409,
  PROFILE_FILE_TOO_LARGE: 413,
  CANCELLED: 499,
  PROFILE_CHILD_DIED: 503,
  NOT_WRITTEN: 507,
  DISK_FULL: 507,
  QUOTA_FULL: 507,
};

export const statusOf = (code: string): number => STATUS[code] ?? 422;

/** A refusal of a service: an error with a code and what belongs to it. */
export const isRefusal = (error: unknown): error is Error & { code: string; data: unknown } =>
  error instanceof Error && 'code' in error && 'data' in error && typeof error.code === 'string';
