import * as v from 'valibot';
import { BearerAuth } from '../../../shared/model/auth.js';
import { TargetError } from './errors.js';

/** The bearer token that comes with an input: undefined = it says nothing, null = there is to be none. */
export function tokenFrom(auth: unknown): string | null | undefined {
  if (auth === undefined || auth === null) return auth;
  const kind = typeof auth === 'object' && 'kind' in auth ? auth.kind : undefined;
  if (kind !== 'bearer') {
    throw new TargetError(
      'NOT_AVAILABLE',
      'Only a bearer token can be given to a target: auth {"kind":"bearer","token":"…"}. For other credentials tunnel to it.',
      { field: 'auth' },
    );
  }
  const read = v.safeParse(BearerAuth, auth);
  if (read.success) return read.output.token;
  // What is wrong is said without the token.
  throw new TargetError(
    'INVALID_INPUT',
    'A bearer token is 1 to 4096 visible ASCII characters without spaces, in auth {"kind":"bearer","token":"…"}.',
    { field: 'auth.token' },
  );
}
