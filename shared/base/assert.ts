/** Compile-time proof that a switch is exhaustive; at run time it names the value nobody thought of. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value ${JSON.stringify(value)}`);
}
