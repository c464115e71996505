/**
 * reka-ui's Select and ScrollArea each add one literal <style>; these are the hashes of the two. A test loads
 * the real page under this header and fails on any report.
 */
const REKA_STYLES = ["'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"];

/** The page's whole permission: nothing but our own files, and no string becomes HTML. */
export const CSP = [
  "default-src 'none'",
  "script-src 'self'",
  `style-src 'self' ${REKA_STYLES.join(' ')}`,
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types vue default',
].join('; ');
