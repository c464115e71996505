interface PolicyOptions {
  createHTML: (input: string) => string;
  createScriptURL: (input: string) => string;
}
interface TrustedTypesLike {
  createPolicy(name: string, options: PolicyOptions): unknown;
}

/**
 * The page is served with `require-trusted-types-for 'script'`. zrender empties its host with
 * `innerHTML = ''`, so the default policy lets the empty string through, and scripts of our own origin.
 * Everything else throws, which is what we want to hear about.
 */
export function installTrustedTypes(): void {
  const factory = (window as unknown as { trustedTypes?: TrustedTypesLike }).trustedTypes;
  factory?.createPolicy('default', {
    createHTML(input) {
      if (input === '') return input;
      throw new TypeError('HTML from a string is not allowed here');
    },
    createScriptURL(input) {
      if (new URL(input, location.href).origin === location.origin) return input;
      throw new TypeError('scripts come from our own origin only');
    },
  });
}
