import type { FetchAnswer, HttpClient, StreamedAnswer } from './client.js';

/** What asks addresses: the client itself, or one that shows a token to some of them. */
export type Asker = Pick<HttpClient, 'get' | 'receive'>;

/** Of what an app says instead of what it was asked for, this much is handed on, bytes. */
const MOST_OF_REFUSAL = 64 * 1024;

/**
 * A client that shows the bearer token there is for an address; null = there is none. Refusals are told to people
 * and written down, and some apps repeat the request in them: the token is blotted out.
 */
export function withBearer(client: Asker, bearerFor: (url: URL) => string | null): Asker {
  return {
    async get(url, options) {
      const bearer = bearerFor(url);
      if (bearer === null) return client.get(url, options);
      const answer = await client.get(url, { ...options, bearer });
      return answer.ok ? { ok: true, value: blotted(answer.value, bearer) } : answer;
    },
    receive(url, options, take) {
      const bearer = bearerFor(url);
      if (bearer === null) return client.receive(url, options, take);
      return client.receive(url, { ...options, bearer }, (answer) => take(blottedStream(answer, bearer)));
    },
  };
}

const blot = (text: string, token: string): string => text.replaceAll(token, '…');

function blotted(answer: FetchAnswer, token: string): FetchAnswer {
  if (answer.status === 200) return answer;
  const body = Buffer.from(blot(answer.body.toString('utf8', 0, MOST_OF_REFUSAL), token));
  return { ...answer, body, location: blot(answer.location, token) };
}

function blottedStream(answer: StreamedAnswer, token: string): StreamedAnswer {
  if (answer.status === 200) return answer;
  return { ...answer, body: wholeOf(answer.body, token), location: blot(answer.location, token) };
}

/** In one piece: a token may lie across two. */
async function* wholeOf(body: AsyncIterable<Buffer>, token: string): AsyncGenerator<Buffer> {
  let all = Buffer.alloc(0);
  for await (const chunk of body) {
    all = Buffer.concat([all, chunk]);
    if (all.length >= MOST_OF_REFUSAL) break;
  }
  yield Buffer.from(blot(all.toString('utf8', 0, MOST_OF_REFUSAL), token));
}
