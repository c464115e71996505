import { describe, expect, it } from 'vitest';
import { withBearer, type Asker } from '../../../../../src-main/core/http/asker.js';

const APP = new URL('http://app.test:6060/debug/pprof/');
const ELSEWHERE = new URL('http://other.test:6060/');
const TOKEN = 'abcdef';

/** An app that refuses and repeats what it was shown, its body in pieces. */
function repeating(shown: (string | undefined)[], pieces: readonly string[], status = 401): Asker {
  const head = { status, contentType: 'text/plain', location: `/login?${TOKEN}` };
  return {
    get: (_url, { bearer }) => {
      shown.push(bearer);
      const rest = { wireBytes: 1, elapsedMs: 1, serverDateMs: null, authorized: bearer !== undefined };
      return Promise.resolve({ ok: true, value: { ...head, ...rest, body: Buffer.from(pieces.join('')) } });
    },
    receive: async (_url, { bearer }, take) => {
      shown.push(bearer);
      async function* body(): AsyncGenerator<Buffer> {
        for (const piece of pieces) yield await Promise.resolve(Buffer.from(piece));
      }
      return { ok: true, value: await take({ ...head, body: body() }) };
    },
  };
}
const textOf = async (body: AsyncIterable<Buffer>): Promise<string> => {
  let text = '';
  for await (const piece of body) text += piece.toString();
  return text;
};

describe('a client with a bearer token', () => {
  const asked = (shown: (string | undefined)[], pieces: readonly string[], status?: number): Asker =>
    withBearer(repeating(shown, pieces, status), ({ origin }) => (origin === APP.origin ? TOKEN : null));
  const receive = async (asker: Asker): Promise<string> => {
    const answer = await asker.receive(APP, { deadlineMs: 1, maxBytes: 1 }, ({ body }) => textOf(body));
    return answer.ok ? answer.value : '';
  };

  it('shows it where there is one for the address, and nowhere else', async () => {
    const shown: (string | undefined)[] = [];
    const asker = asked(shown, ['x']);
    await asker.get(APP, { deadlineMs: 1 });
    await asker.get(ELSEWHERE, { deadlineMs: 1 });
    await receive(asker);
    expect(shown).toEqual([TOKEN, undefined, TOKEN]);
  });

  it('blots it out of refusals, also where it lies across two pieces', async () => {
    const asker = asked([], ['no: abc', 'def, no']);
    const answer = await asker.get(APP, { deadlineMs: 1 });
    expect(answer.ok && [answer.value.body.toString(), answer.value.location]).toEqual([
      'no: …, no',
      '/login?…',
    ]);
    expect(await receive(asker)).toBe('no: …, no');
  });

  it('leaves what was asked for as it is', async () => {
    expect(await receive(asked([], ['a profile with abcdef in it'], 200))).toBe(
      'a profile with abcdef in it',
    );
  });
});
