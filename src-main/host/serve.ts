import { loadToken } from '../core/config/data-folder.js';
import { openMeeting, type Handover } from '../core/config/meeting.js';
import { createLog, type Log } from '../core/log/log.js';
import { startMonitor, type Monitor } from '../core/monitor.js';
import type { StartChild } from '../core/profile-host/messages.js';
import type { Notifier, Sealer } from '../../shared/model/ports.js';
import type { Claimed } from './claim.js';
import type { Opened } from './given.js';
import type { CommandLine } from './options.js';

/** What makes one host differ from the other. */
export interface HostParts {
  version: string;
  /** Folder of the built page. */
  pageDir: string;
  /** Folder of the Go sources the demo shop is built from. */
  goSources: string;
  /** Starts the process that reads profiles. */
  profileChild: StartChild;
  /** A second start came: opens what it asks for; `shown` is false where there is no window. */
  meet(handover: Handover, monitor: Monitor): Promise<Opened & { shown: boolean }>;
  /** Ends the process once everything is written. */
  exit(code: number): void;
  /** Where news of targets goes besides the page. */
  notifier?: Notifier;
  sealer?: () => Promise<Sealer | null>;
}

/** A core that serves, until it is ended. */
export interface Serving {
  url: string;
  monitor: Monitor;
  log: Log;
  /** Writes everything and exits with 0, in less than five seconds whatever hangs. Only the first call counts. */
  end: (reason: string) => void;
}

/** What hangs must not keep the process: five seconds are promised. */
const LAST_MS = 4500;

/**
 * Starts the core for a folder that is ours and says so on standard output. Rejects where it cannot be started,
 * with EADDRINUSE for instance; the folder is free again then.
 */
export async function serve(options: CommandLine, claimed: Claimed, parts: HostParts): Promise<Serving> {
  const { folder, lock } = claimed;
  const { log, close: closeLog } = createLog({
    level: options.logLevel ?? 'info',
    file: options.logFile ?? undefined,
  });
  const token = options.noAuth ? null : (options.token ?? loadToken(folder));
  const monitor = await startMonitor({
    version: parts.version,
    folder,
    log,
    host: options.host,
    port: options.port,
    allowedHosts: options.allowedHosts,
    token,
    pageDir: parts.pageDir,
    targets: options.targets,
    goSources: parts.goSources,
    profileChild: parts.profileChild,
    configFile: options.configFile ?? undefined,
    levelFromSettings: options.logLevel === null,
    ...(parts.notifier === undefined ? {} : { notifier: parts.notifier }),
    ...(parts.sealer === undefined ? {} : { sealer: parts.sealer }),
  }).catch((error: unknown) => {
    lock.release();
    throw error;
  });
  const url = urlOf(options.host, monitor.port);
  lock.announce(url);
  const closeMeeting = await openMeeting(folder.path, async (handover) => ({
    url,
    pid: process.pid,
    ...(await parts.meet(handover, monitor)),
    code: handover.wantsCode ? monitor.issueCode() : null,
  })).catch((error: unknown) => {
    log.warn({ error: String(error) }, 'a second start cannot hand over to this one');
    return () => undefined;
  });

  let ending = false;
  const end = (reason: string): void => {
    if (ending) return;
    ending = true;
    log.info({ reason }, 'ending');
    setTimeout(() => {
      parts.exit(0);
    }, LAST_MS).unref();
    closeMeeting();
    void monitor
      .close()
      .finally(() => {
        lock.release();
      })
      .finally(() =>
        closeLog().finally(() => {
          parts.exit(0);
        }),
      );
  };
  surviveFaults(log);
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  process.stdout.write(`gopherscope ready url=${url} pid=${process.pid.toString()}\n`);
  log.info({ url, dataDir: folder.path, version: parts.version }, 'ready');
  return { url, monitor, log, end };
}

function surviveFaults(log: Log): void {
  process.on('uncaughtException', (error) => {
    log.error({ error: error.stack ?? String(error) }, 'uncaught exception; going on');
  });
  process.on('unhandledRejection', (reason) => {
    log.error(
      { error: reason instanceof Error ? reason.stack : String(reason) },
      'unhandled rejection; going on',
    );
  });
}

/** Why the core could not be started, for a person. */
export function startFailure(error: unknown, port: number): string {
  if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE')
    return `port ${port.toString()} is taken by another program. Choose one with --port, 0 for any free.`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function urlOf(host: string, port: number): string {
  const name = host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port.toString()}`;
}
