import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';

const PEERS = resolve('.cache/peers');
const READY_WITHIN_MS = 20_000;

/** Debian's Prometheus, fetched once and unpacked beside the build, never installed. */
export function fetchPrometheus(): string {
  const binary = join(PEERS, 'prometheus/usr/bin/prometheus');
  if (existsSync(binary)) return binary;
  mkdirSync(PEERS, { recursive: true });
  execFileSync('apt-get', ['download', 'prometheus'], { cwd: PEERS, stdio: ['ignore', 'ignore', 'pipe'] });
  const archive = readdirSync(PEERS).find((name) => /^prometheus_.*\.deb$/.test(name));
  if (archive === undefined) throw new Error('apt-get downloaded no package');
  execFileSync('dpkg', ['-x', archive, 'prometheus'], { cwd: PEERS });
  return binary;
}

/** What the HTTP API answers to an instant query: a matrix for a range selector, else a vector. */
export interface PrometheusSeries {
  metric: Record<string, string>;
  value?: [number, string];
  values?: [number, string][];
}

export class Prometheus {
  readonly version: string;
  private readonly process: ChildProcess;
  private readonly url: string;
  private readonly dir: string;

  private constructor(version: string, child: ChildProcess, url: string, dir: string) {
    this.version = version;
    this.process = child;
    this.url = url;
    this.dir = dir;
  }

  /** Starts one on a free port that scrapes `paths` of `target` (host:port) every second. */
  static async start(target: string, paths: readonly string[]): Promise<Prometheus> {
    const binary = fetchPrometheus();
    const version =
      /version (\S+)/.exec(execFileSync(binary, ['--version'], { encoding: 'utf8' }))?.[1] ?? 'unknown';
    mkdirSync(PEERS, { recursive: true });
    const dir = mkdtempSync(join(PEERS, 'run-'));
    const jobs = paths.map((path) => ({
      job_name: path.slice(1),
      metrics_path: path,
      static_configs: [{ targets: [target] }],
    }));
    const config = { global: { scrape_interval: '1s', scrape_timeout: '1s' }, scrape_configs: jobs };
    // JSON is YAML.
    writeFileSync(join(dir, 'prometheus.yml'), JSON.stringify(config));
    const address = `127.0.0.1:${String(await freePort())}`;
    const flags = [`--config.file=${dir}/prometheus.yml`, `--storage.tsdb.path=${dir}/data`];
    const child = spawn(binary, [...flags, `--web.listen-address=${address}`, '--log.level=error'], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const prometheus = new Prometheus(version, child, `http://${address}`, dir);
    await prometheus.ready();
    return prometheus;
  }

  private async ready(): Promise<void> {
    for (let waitedMs = 0; waitedMs < READY_WITHIN_MS; waitedMs += 200) {
      const answer = await fetch(`${this.url}/-/ready`).catch(() => undefined);
      if (answer?.ok === true) return;
      await sleep(200);
    }
    throw new Error(`Prometheus was not ready within ${String(READY_WITHIN_MS)} ms`);
  }

  async query(expr: string, timeMs: number): Promise<PrometheusSeries[]> {
    const body = new URLSearchParams({ query: expr, time: (timeMs / 1000).toFixed(3) });
    const answer = await fetch(`${this.url}/api/v1/query`, { method: 'POST', body });
    const json = (await answer.json()) as { data?: { result: PrometheusSeries[] }; error?: string };
    if (json.data === undefined) throw new Error(`${expr}: ${json.error ?? 'no answer'}`);
    return json.data.result;
  }

  stop(): void {
    this.process.kill('SIGKILL');
    rmSync(this.dir, { recursive: true, force: true });
  }
}

export const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => {
        done(port);
      });
    });
  });
}

/** A Prometheus value: Go's spelling of a double. */
export function parsePrometheusValue(text: string): number {
  if (text === '+Inf') return Infinity;
  if (text === '-Inf') return -Infinity;
  return Number(text);
}
