import fs from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { CSP } from './csp.js';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json; charset=utf-8',
};

/**
 * The page's files: a map of what is there at the start, so that no path a client sends ever reaches the
 * file system. Any other path without a dot is the page itself, whose router takes it from there.
 */
export class StaticFiles {
  private readonly files = new Map<string, { file: string; type: string }>();
  private readonly root: string;

  constructor(root: string) {
    this.root = root;
    if (fs.existsSync(root)) this.add('');
  }

  private add(relative: string): void {
    for (const entry of fs.readdirSync(path.join(this.root, relative), { withFileTypes: true })) {
      const name = relative === '' ? entry.name : `${relative}/${entry.name}`;
      if (entry.isDirectory()) this.add(name);
      else if (entry.isFile()) {
        const type = TYPES[path.extname(name)] ?? 'application/octet-stream';
        this.files.set(`/${name}`, { file: path.join(this.root, name), type });
      }
    }
  }

  /** Answers a GET or HEAD for a file or a place of the page; false for anything else. */
  serve(request: IncomingMessage, response: ServerResponse, pathname: string): boolean {
    if (request.method !== 'GET' && request.method !== 'HEAD') return false;
    const isPlace = !path.posix.basename(pathname).includes('.');
    const found = this.files.get(pathname) ?? (isPlace ? this.files.get('/index.html') : undefined);
    if (found === undefined) return false;
    const isPage = found.type.startsWith('text/html');
    if (isPage) response.setHeader('content-security-policy', CSP);
    // Built names carry a hash of their content; the page itself is asked for anew each time.
    response.setHeader(
      'cache-control',
      pathname.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    );
    const size = fs.statSync(found.file).size;
    response.writeHead(200, { 'content-type': found.type, 'content-length': size });
    if (request.method === 'HEAD') response.end();
    else fs.createReadStream(found.file).pipe(response);
    return true;
  }
}
