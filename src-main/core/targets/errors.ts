/** A refusal that the API answers with its code; the message says what, why and how to mend it. */
export class TargetError extends Error {
  readonly code:
    | 'NOT_FOUND'
    | 'NOT_AVAILABLE'
    | 'INVALID_URL'
    | 'ADDRESS_REFUSED'
    | 'TARGET_EXISTS'
    | 'INVALID_INPUT'
    | 'NOT_WRITTEN';
  readonly data: Record<string, string | number | boolean>;

  constructor(code: TargetError['code'], message: string, data: TargetError['data'] = {}) {
    super(message);
    this.code = code;
    this.data = data;
  }
}
