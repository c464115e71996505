import path from 'node:path';
import { APPS_DIR } from './build-apps.js';
import { lineOf, start, type Child } from './children.js';

export interface GoApp extends Child {
  /** http://127.0.0.1:port */
  url: string;
  port: number;
}

/** Starts a Go fixture app and waits until it serves. */
export async function startApp(name: string, ...args: string[]): Promise<GoApp> {
  const child = start(path.join(APPS_DIR, name), args);
  const [, url = ''] = await lineOf(child, /^.*ready url=(\S+)/m);
  return { ...child, url, port: Number(new URL(url).port) };
}
