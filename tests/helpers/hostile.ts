import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import type { SourceKind, Target } from '../../shared/model/target.js';
import { tempDir } from './children.js';
import { BEHAVIOURS } from './evil-target.mjs';

/** A target that misbehaves and what should become of it. */
export interface HostileCase {
  name: string;
  kind: SourceKind;
  url: string;
  expect: 'up' | 'down' | 'partial' | 'any';
  code?: string;
}

/** Every behaviour of the evil target as a source that reads it: the JSON ones as expvar, the rest as Prometheus text. */
export function evilCases(evilUrl: string): HostileCase[] {
  return BEHAVIOURS.map((behaviour) => ({
    name: behaviour.what === undefined ? behaviour.path : `${behaviour.path} (${behaviour.what})`,
    kind: kindOf(behaviour.path),
    url: evilUrl + behaviour.path + (behaviour.path === '/ok' ? '/debug/vars' : ''),
    expect: behaviour.expect,
    ...(behaviour.code === undefined ? {} : { code: behaviour.code }),
  }));
}

const kindOf = (where: string): SourceKind =>
  where.startsWith('/json/') || /^\/ok(\/vars)?$/.test(where)
    ? 'expvar'
    : where === '/ok/pprof'
      ? 'pprof'
      : 'prometheus';

export interface Surroundings {
  cases: HostileCase[];
  close(): Promise<void>;
}

const GOOD = '# TYPE shop_up gauge\nshop_up 1\n';

/** What is hostile about the place rather than the answer: ports, TLS, addresses. */
export async function surroundings(app: string): Promise<Surroundings> {
  const serveGood = (_request: http.IncomingMessage, response: http.ServerResponse): void => {
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(GOOD);
  };
  const { cert, key } = selfSigned();
  const secure = https.createServer({ cert, key }, serveGood);
  const onlyV6 = http.createServer(serveGood);
  const securePort = await listen(secure, '127.0.0.1');
  const v6Port = await listen(onlyV6, '::1');
  const free = net.createServer();
  const freePort = await listen(free, '127.0.0.1');
  await new Promise((resolve) => free.close(resolve));
  const down = (name: string, url: string, code: string): HostileCase => ({
    name,
    kind: 'prometheus',
    url,
    expect: 'down',
    code,
  });
  return {
    cases: [
      down('a port nobody listens on', `http://127.0.0.1:${freePort}/metrics`, 'CONNECTION_REFUSED'),
      down('a certificate signed by itself', `https://127.0.0.1:${securePort}/metrics`, 'TLS_ERROR'),
      down('https to a port without TLS', app.replace('http:', 'https:'), 'TLS_EXPECTED'),
      {
        ...down('http to a port with TLS', `http://127.0.0.1:${securePort}/metrics`, ''),
        code: 'CONNECTION_RESET',
      },
      down(
        'a remote name with a proxy that is not there',
        'http://no-such-host.invalid/metrics',
        'PROXY_FAILED',
      ),
      {
        name: 'localhost that is only ::1',
        kind: 'prometheus',
        url: `http://localhost:${v6Port}/metrics`,
        expect: 'up',
      },
    ],
    async close() {
      for (const server of [secure, onlyV6]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}

function listen(server: net.Server, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, () => {
      resolve((server.address() as net.AddressInfo).port);
    });
  });
}

/** By the generator that comes with Go: OpenSSL need not be there, Go is. */
function selfSigned(): { cert: string; key: string } {
  const dir = tempDir();
  const goroot = spawnSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).stdout.trim();
  const generator = path.join(goroot, 'src/crypto/tls/generate_cert.go');
  const args = ['run', generator, '--host', '127.0.0.1', '--ecdsa-curve', 'P256'];
  const made = spawnSync('go', args, { cwd: dir, encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`no certificate: ${made.stderr}`);
  const read = (file: string): string => fs.readFileSync(path.join(dir, file), 'utf8');
  return { cert: read('cert.pem'), key: read('key.pem') };
}

/** Whether a target has become what its case expects; null = yes, else what it is instead. */
export function verdict(hostile: HostileCase, target: Target): string | null {
  const refused = target.conditions.filter(({ type }) => type === 'partial' || type === 'limited');
  const codes = [...refused.map(({ code }) => code), target.lastError?.code ?? ''].filter(
    (code) => code !== '',
  );
  const is = target.health === 'up' && refused.length > 0 ? 'partial' : target.health;
  const asked = target.sources.some(({ state }) => state !== 'unknown');
  const fits =
    hostile.expect === 'any'
      ? asked
      : is === hostile.expect && (hostile.code === undefined || codes.includes(hostile.code));
  if (fits) return null;
  const wanted = hostile.expect + (hostile.code === undefined ? '' : ` ${hostile.code}`);
  return `${hostile.name}: ${is} ${codes.join(' ')} instead of ${wanted}`;
}

/** Highest resident memory of a process while it is watched, bytes. */
export function watchMemory(pid: number): { now(): number; peak(): number; reset(): void; stop(): void } {
  const now = (): number => {
    const match = /^VmRSS:\s+(\d+) kB/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'));
    return Number(match?.[1] ?? 0) * 1024;
  };
  let peak = 0;
  const timer = setInterval(() => (peak = Math.max(peak, now())), 100);
  return {
    now,
    peak: () => Math.max(peak, now()),
    reset: () => (peak = now()),
    stop: () => {
      clearInterval(timer);
    },
  };
}
