import * as v from 'valibot';

export const SECRETS_VERSION = 1;

/** A token as it lies on the disk: sealed by the system's keychain where the host has one, else plain in a file that is its user's alone. */
const StoredToken = v.union([
  v.object({ kind: v.literal('bearer'), origin: v.string(), token: v.string() }),
  v.object({ kind: v.literal('bearer'), origin: v.string(), sealed: v.string() }),
]);
export type StoredToken = v.InferOutput<typeof StoredToken>;

export const SecretsFile = v.object({
  version: v.literal(SECRETS_VERSION),
  /** By id of the target. */
  targets: v.record(v.string(), StoredToken),
});
export type SecretsFile = v.InferOutput<typeof SecretsFile>;
