import http from 'node:http';

/** Another loopback address than the target's: a client that comes here followed what it should not have. */
const HOST = '127.0.0.2';

/** Starts on any free port; `hits` lists each request with its headers. The answer is good, to lead further on. */
export async function startCanary() {
  const hits = [];
  const server = http.createServer((request, response) => {
    hits.push({ method: request.method, url: request.url, headers: request.headers });
    response.setHeader('Content-Type', 'text/plain; version=0.0.4');
    response.end('# TYPE evil_canary gauge\nevil_canary 1\n');
  });
  await new Promise((resolve, reject) => server.once('error', reject).listen(0, HOST, resolve));
  const { port } = server.address();
  return {
    port,
    url: `http://${HOST}:${port}`,
    hits,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
