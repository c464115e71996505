import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { defaultDataDir, loadToken, openDataFolder, type DataFolder } from '../core/config/data-folder.js';
import { lockFolder, readHolder } from '../core/config/lock.js';
import { meet, openMeeting } from '../core/config/meeting.js';
import { createLog, type Log } from '../core/log/log.js';
import { startMonitor, type Monitor } from '../core/monitor.js';
import { openInBrowser, openWindow } from './browser.js';
import { parseCommandLine, USAGE, type CommandLine } from './options.js';

declare const GOPHERSCOPE_VERSION: string;

const say = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

/** The exit code is for scripts: 0 fine, 1 failed, 2 wrong use, 3 another core has the folder. */
async function main(): Promise<void> {
  if (process.argv.includes('--help')) {
    process.stdout.write(USAGE);
    return;
  }
  const parsed = parseCommandLine(process.argv.slice(2));
  if (!parsed.ok) {
    say(`gopherscope: ${parsed.error.message}\n\n${USAGE}`);
    process.exitCode = 2;
    return;
  }
  const options = parsed.value;
  let folder: DataFolder;
  try {
    folder = openDataFolder(options.dataDir ?? defaultDataDir());
  } catch (error) {
    say(`gopherscope: the data folder cannot be used: ${String(error)}. Name another with --data-dir.`);
    process.exitCode = 1;
    return;
  }
  if (options.command === 'open') {
    await openRunning(folder);
    return;
  }
  const lock = await lockFolder(folder.path);
  if (lock === null) {
    await handOver(folder, options);
    return;
  }
  const { log, close: closeLog } = createLog({
    level: options.logLevel ?? 'info',
    file: options.logFile ?? undefined,
  });
  try {
    await serve(options, folder, lock, log, closeLog);
  } catch (error) {
    lock.release();
    const inUse = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
    say(
      inUse
        ? `gopherscope: port ${options.port.toString()} is taken by another program. Choose one with --port, 0 for any free.`
        : `gopherscope: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
    process.exitCode = 1;
  }
}

async function serve(
  options: CommandLine,
  folder: DataFolder,
  lock: NonNullable<Awaited<ReturnType<typeof lockFolder>>>,
  log: Log,
  closeLog: () => Promise<void>,
): Promise<void> {
  const token = options.noAuth ? null : (options.token ?? loadToken(folder));
  const monitor = await startMonitor({
    version: GOPHERSCOPE_VERSION,
    folder,
    log,
    host: options.host,
    port: options.port,
    allowedHosts: options.allowedHosts,
    token,
    pageDir: path.join(path.dirname(fileURLToPath(import.meta.url)), '..', 'renderer'),
    targets: options.targets,
    goSources: path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..', 'go'),
    configFile: options.configFile ?? undefined,
    levelFromSettings: options.logLevel === null,
  });
  const url = urlOf(options.host, monitor.port);
  lock.announce(url);
  const closeMeeting = await openMeeting(folder.path, async ({ targets, wantsCode }) => {
    for (const target of targets) await monitor.addTarget(target).catch(() => undefined);
    return { url, pid: process.pid, code: wantsCode ? monitor.issueCode() : null };
  }).catch((error: unknown) => {
    log.warn({ error: String(error) }, 'a second start cannot hand over to this one');
    return () => undefined;
  });

  let ending = false;
  const end = (reason: string): void => {
    if (ending) return;
    ending = true;
    log.info({ reason }, 'ending');
    // What hangs must not keep the process: five seconds are promised.
    setTimeout(() => process.exit(0), 4500).unref();
    closeMeeting();
    void monitor
      .close()
      .finally(() => {
        lock.release();
      })
      .finally(() => closeLog().finally(() => process.exit(0)));
  };
  process.on('SIGTERM', () => {
    end('SIGTERM');
  });
  process.on('SIGINT', () => {
    end('SIGINT');
  });
  process.on('uncaughtException', (error) => {
    log.error({ error: error.stack ?? String(error) }, 'uncaught exception; going on');
  });
  process.on('unhandledRejection', (reason) => {
    log.error(
      { error: reason instanceof Error ? reason.stack : String(reason) },
      'unhandled rejection; going on',
    );
  });
  process.stdout.write(`gopherscope ready url=${url} pid=${process.pid.toString()}\n`);
  log.info({ url, dataDir: folder.path, version: GOPHERSCOPE_VERSION }, 'ready');
  if (options.command === 'window') show(url, monitor, folder, end);
}

function show(url: string, monitor: Monitor, folder: DataFolder, end: (reason: string) => void): void {
  const shown = openWindow(`${url}/#code=${monitor.issueCode()}`, folder.path, () => {
    end('window closed');
  });
  if (shown === 'window')
    say('The desktop host is not part of this version: the page is shown in a Chromium window.');
  else if (shown === 'browser') say('The page is shown in your browser.');
  else
    say(
      `No display here. Open ${url}/ and give the token in ${path.join(folder.path, 'token')}, or run “npx gopherscope open”.`,
    );
}

/** A second start hands its targets to the core that has the folder, and ends. */
async function handOver(folder: DataFolder, options: CommandLine): Promise<void> {
  const wantsCode = options.command === 'window';
  const welcome = await meet(folder.path, { targets: options.targets, wantsCode });
  if (welcome === null) {
    const holder = readHolder(folder.path);
    say(
      `gopherscope: ${folder.path} is in use by another core${holder === null ? '' : ` at ${holder.url}`}.`,
    );
    process.exitCode = 3;
    return;
  }
  say(`gopherscope runs already at ${welcome.url} (pid ${welcome.pid.toString()}).`);
  if (welcome.code !== null) openInBrowser(`${welcome.url}/#code=${welcome.code}`);
}

async function openRunning(folder: DataFolder): Promise<void> {
  const welcome = await meet(folder.path, { targets: [], wantsCode: true });
  if (welcome === null) {
    say(`gopherscope: no core runs with the data folder ${folder.path}. Start one with “npm start”.`);
    process.exitCode = 1;
    return;
  }
  const url = `${welcome.url}/#code=${welcome.code ?? ''}`;
  // The code is good for a minute and once; on a terminal of the user's own it may be shown.
  if (!openInBrowser(url)) process.stdout.write(`${url}\n`);
}

function urlOf(host: string, port: number): string {
  const name = host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port.toString()}`;
}

void main();
