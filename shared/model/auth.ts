import * as v from 'valibot';

/** What a header can carry, and no space: as RFC 6750 writes a bearer token, and a little more. */
const Token = v.pipe(v.string(), v.minLength(1), v.maxLength(4096), v.regex(/^[\x21-\x7e]+$/));

/** Credentials of a target as they are given; they come out nowhere. */
export const BearerAuth = v.strictObject({ kind: v.literal('bearer'), token: Token });
export type BearerAuth = v.InferOutput<typeof BearerAuth>;

/** Credentials of a target as they are shown. */
export const AuthView = v.object({
  kind: v.literal('bearer'),
  /** The only origin the token is sent to: that of the address it was given with. */
  origin: v.string(),
});
export type AuthView = v.InferOutput<typeof AuthView>;
