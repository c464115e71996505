import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { start, tempDir, type Child, until } from './children.js';

const ROOT = path.resolve(import.meta.dirname, '../..');
/** Inputs made of complaints about other tools. They are not part of the project; tests skip without them. */
const FOLDERS = [process.env['GOPHERSCOPE_SHARED'], path.join(ROOT, '../shared'), '/work/shared'];

export const CASES_DIR =
  FOLDERS.flatMap((folder) => (folder === undefined ? [] : [path.join(folder, 'data/cases')])).find(
    (folder) => fs.existsSync(folder),
  ) ?? null;

export const NO_CASES = 'shared/data/cases is not here (GOPHERSCOPE_SHARED names another place)';

export const caseFile = (name: string): string => path.join(CASES_DIR ?? '', name);

/** A port that is free now. Others test on this machine too, so no port is fixed. */
export function freePort(host = '127.0.0.1'): Promise<number> {
  const server = net.createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => {
        resolve(port);
      });
    });
  });
}

export const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    () => true,
    () => false,
  );

/** Serves the answers of a case, byte for byte, until the test file ends; returns the port. */
export async function serveCase(id: string, host = '127.0.0.1'): Promise<number> {
  const port = await freePort(host);
  start('python3', [caseFile('serve_case.py'), caseFile(`${id}.json`), port.toString(), host]);
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}/`;
  await until(`case ${id} at ${url}`, () => answers(url));
  return port;
}

/** Builds the Go program of a case and runs it; returns the process, its port and the executable. */
export async function runCase(
  id: string,
  buildFlags: string[] = [],
): Promise<{ app: Child; port: number; exe: string }> {
  const dir = tempDir();
  const exe = path.join(dir, 'app');
  const built = spawnSync('go', ['build', ...buildFlags, '-o', exe, caseFile(`${id}.go`)], {
    cwd: dir,
    encoding: 'utf8',
    env: { ...process.env, CGO_ENABLED: '0' },
  });
  if (built.status !== 0) throw new Error(`go build of ${id}: ${built.stderr}`);
  const port = await freePort();
  const app = start(exe, [port.toString()]);
  await until(`${id} on port ${port}`, () => answers(`http://127.0.0.1:${port}/`));
  return { app, port, exe };
}
