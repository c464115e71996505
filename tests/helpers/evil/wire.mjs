/** Writing to raw sockets: what node:http would correct or refuse goes out as it is. */

export const TEXT = 'text/plain; version=0.0.4; charset=utf-8';

/** A correct answer, and the end of the connection. */
export function reply(socket, body, { status = 200, reason = 'OK', type = TEXT, headers = {} } = {}) {
  const bytes = Buffer.from(body);
  socket.write(head({ 'Content-Type': type, 'Content-Length': bytes.length, ...headers }, status, reason));
  socket.end(bytes);
}

/** Status line and headers as text; every answer closes its connection. */
export function head(headers, status = 200, reason = 'OK') {
  const lines = Object.entries({ ...headers, Connection: 'close' }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  return `HTTP/1.1 ${status} ${reason}\r\n${lines.join('\r\n')}\r\n\r\n`;
}

/** Writes and waits until the peer has taken it; false = the connection is gone. */
export async function push(socket, bytes) {
  if (socket.destroyed || socket.writableEnded) return false;
  if (socket.write(bytes)) return true;
  return new Promise((resolve) => {
    const finish = (alive) => () => {
      socket.off('drain', onDrain).off('close', onClose);
      resolve(alive);
    };
    const onDrain = finish(true);
    const onClose = finish(false);
    socket.once('drain', onDrain).once('close', onClose);
  });
}

/** Writes chunks one after another until there are no more, or nobody listens. */
export async function pump(socket, chunks, pauseMs = 0) {
  for await (const chunk of chunks) {
    if (!(await push(socket, chunk))) return;
    if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  socket.end();
}

/** A number between 0 and 1, the same sequence for the same seed (mulberry32). */
export function seededRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
