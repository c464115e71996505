import type { Failure } from '../../../shared/base/result.js';

/** A refused request for a capture, answered by the API with its code. */
export class CaptureError extends Error {
  readonly code: 'NOT_FOUND' | 'NO_PPROF' | 'TOO_MANY_GOROUTINES' | 'TOO_MANY_CAPTURES' | 'INVALID_INPUT';
  readonly data: Failure['params'];

  constructor(code: CaptureError['code'], message: string, data: Failure['params'] = {}) {
    super(message);
    this.code = code;
    this.data = data;
  }
}
