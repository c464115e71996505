import type { HttpClient } from './client.js';

/** What asks addresses: the client itself, or one that shows a token to some of them. */
export type Asker = Pick<HttpClient, 'get' | 'receive'>;

/** A client that shows the bearer token there is for an address; null = there is none. */
export function withBearer(client: Asker, bearerFor: (url: URL) => string | null): Asker {
  const authorized = <T>(url: URL, options: T): T => {
    const bearer = bearerFor(url);
    return bearer === null ? options : { ...options, bearer };
  };
  return {
    get: (url, options) => client.get(url, authorized(url, options)),
    receive: (url, options, take) => client.receive(url, authorized(url, options), take),
  };
}
