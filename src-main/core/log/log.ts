import pino, { type Logger } from 'pino';
import { createLogFile, type LogFile } from './file.js';

export type Log = Logger;
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error';

export interface LogOptions {
  level: LogLevel;
  /** Path of a log file, rotated; standard error when absent. */
  file?: string | undefined;
}

/** Wherever a secret may stand in what is logged. Redacted by pino before a line is written. */
const SECRET_PATHS = [
  'token',
  'code',
  'authorization',
  'password',
  'headers.authorization',
  '*.token',
  '*.password',
  '*.authorization',
];

/** JSON lines; every string is escaped, so no value can forge a line. Returns what closes the file too. */
export function createLog(options: LogOptions): { log: Log; close: () => Promise<void> } {
  const settings: pino.LoggerOptions = {
    level: options.level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: SECRET_PATHS, censor: '[redacted]' },
  };
  if (options.file === undefined) {
    return { log: pino(settings, pino.destination({ fd: 2, sync: true })), close: () => Promise.resolve() };
  }
  const file: LogFile = createLogFile(options.file);
  return { log: pino(settings, file), close: () => file.close() };
}

/** A log that says nothing, for tests of what logs in passing. */
export const silentLog = (): Log => pino({ level: 'silent' });
