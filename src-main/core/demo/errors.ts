/** A fault that cannot be switched now, answered by the API with its code. */
export class DemoError extends Error {
  readonly code = 'DEMO_NOT_RUNNING';
  readonly data = {};
}
