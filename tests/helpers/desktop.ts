import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { CORE_FLAGS } from '../../scripts/lib/run-core.mjs';
import { Rest } from './core.js';

/** The desktop app under Playwright, on the stand-in: it runs the real main, preload and page, and keeps a journal. */

const ROOT = path.resolve(import.meta.dirname, '../..');
const EXECUTABLE = path.join(ROOT, 'tests/helpers/electron-standin/electron');

export interface Desktop {
  app: ElectronApplication;
  page: Page;
  api: Rest;
  dataDir: string;
  journal: Journal;
  /** kill -9, if it still runs. */
  kill: () => void;
  /** Resolves with how the process ended. */
  exited: Promise<{ code: number | null; signal: string | null }>;
}

export interface JournalLine {
  kind: string;
  [fact: string]: unknown;
}

/** What main asked of the stand-in. */
export class Journal {
  private readonly file: string;
  constructor(file: string) {
    this.file = file;
  }
  of(kind: string): JournalLine[] {
    if (!fs.existsSync(this.file)) return [];
    const lines = fs.readFileSync(this.file, 'utf8').split('\n').filter(Boolean);
    return lines.map((line) => JSON.parse(line) as JournalLine).filter((line) => line.kind === kind);
  }
}

const envOf = (dataDir: string): Record<string, string> => {
  const kept = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  const own = {
    ...{ STANDIN_JOURNAL: `${dataDir}.journal`, STANDIN_HOME: dataDir, XDG_RUNTIME_DIR: dataDir },
    STANDIN_KEYCHAIN: 'kwallet6',
  };
  return { ...Object.fromEntries(kept), ...own };
};

/** Starts the app on a free port and waits for its page. */
export async function startDesktop(dataDir: string, words: string[] = []): Promise<Desktop> {
  const flags = `--js-flags=${CORE_FLAGS.join(' ')}`;
  const app = await _electron.launch({
    executablePath: EXECUTABLE,
    args: [flags, ROOT, '--port', '0', '--data-dir', dataDir, ...words],
    env: envOf(dataDir),
  });
  const child = app.process();
  const exited = new Promise<{ code: number | null; signal: string | null }>((resolve) =>
    child.once('exit', (code, signal) => {
      resolve({ code, signal });
    }),
  );
  const page = await app.firstWindow();
  await page.waitForURL(/^http:\/\/127\.0\.0\.1:\d+\/#\/$/);
  const token = fs.readFileSync(path.join(dataDir, 'token'), 'utf8').trim();
  const api = new Rest(new URL(page.url()).origin, token);
  const kill = (): void => void child.kill('SIGKILL');
  return { app, page, api, dataDir, kill, exited, journal: new Journal(`${dataDir}.journal`) };
}

/** A second start with the same data folder, to its end. */
export function startAgain(dataDir: string, words: string[]): { code: number | null; stderr: string } {
  const args = [ROOT, '--port', '0', '--data-dir', dataDir, ...words];
  const { status, stderr } = spawnSync(EXECUTABLE, args, {
    env: { ...envOf(dataDir), STANDIN_JOURNAL: '' },
    encoding: 'utf8',
    timeout: 20_000,
  });
  return { code: status, stderr };
}
