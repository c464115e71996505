import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { findChromium } from '../../scripts/lib/programs.mjs';

const FLAGS = [
  '--headless=new',
  '--remote-debugging-pipe',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--window-size=1440,900',
  'about:blank',
];

type Params = Record<string, unknown>;
interface Message {
  id?: number;
  method?: string;
  params?: Params;
  sessionId?: string;
  result?: Params;
  error?: { message: string };
}

/**
 * A Chromium of the bench's own over the DevTools protocol. Not Playwright: it emulates focus in every page, so
 * that none is ever hidden.
 */
export class Chromium {
  readonly process: ChildProcess;
  readonly #dir: string;
  readonly #waiting = new Map<number, (message: Message) => void>();
  readonly #listeners = new Set<(message: Message) => void>();
  #count = 0;

  constructor() {
    this.#dir = fs.mkdtempSync(path.join(os.tmpdir(), 'gopherscope-chromium-'));
    const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    this.process = spawn(
      findChromium() ?? 'chromium',
      [...sandbox, `--user-data-dir=${this.#dir}`, ...FLAGS],
      { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
    );
    process.once('exit', () => this.process.kill());
    let rest = '';
    (this.process.stdio[4] as Readable).setEncoding('utf8').on('data', (chunk: string) => {
      const parts = (rest + chunk).split('\0');
      rest = parts.pop() ?? '';
      for (const part of parts) this.#take(JSON.parse(part) as Message);
    });
  }

  #take(message: Message): void {
    if (message.id === undefined) for (const listener of this.#listeners) listener(message);
    else {
      this.#waiting.get(message.id)?.(message);
      this.#waiting.delete(message.id);
    }
  }

  async send(method: string, params: Params = {}, sessionId?: string): Promise<Params> {
    const id = (this.#count += 1);
    const answer = new Promise<Message>((resolve) => this.#waiting.set(id, resolve));
    const text = JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) });
    (this.process.stdio[3] as Writable).write(`${text}\0`);
    const { result, error } = await answer;
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result ?? {};
  }

  on(listener: (message: Message) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A new tab of the one window, in front of the others. */
  async open(url: string): Promise<Tab> {
    const { targetId } = await this.send('Target.createTarget', { url });
    const { sessionId } = await this.send('Target.attachToTarget', { targetId, flatten: true });
    const tab = new Tab(this, targetId as string, sessionId as string);
    await tab.send('Page.enable');
    await tab.send('Performance.enable');
    return tab;
  }

  async close(): Promise<void> {
    const gone = once(this.process, 'exit');
    await this.send('Browser.close').catch(() => undefined);
    await gone;
    fs.rmSync(this.#dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/** One tab. Times of `metrics` are in seconds, sizes in bytes, as DevTools gives them. */
export class Tab {
  readonly #chromium: Chromium;
  readonly #target: string;
  readonly session: string;

  constructor(chromium: Chromium, target: string, session: string) {
    this.#chromium = chromium;
    this.#target = target;
    this.session = session;
  }

  send(method: string, params: Params = {}): Promise<Params> {
    return this.#chromium.send(method, params, this.session);
  }

  /** Puts this tab in front: the one that was there is hidden. */
  async front(): Promise<void> {
    await this.#chromium.send('Target.activateTarget', { targetId: this.#target });
  }

  async close(): Promise<void> {
    await this.#chromium.send('Target.closeTarget', { targetId: this.#target });
  }

  /** The value of an expression, awaited; throws what it throws. */
  async evaluate<T>(expression: string): Promise<T> {
    const answer = await this.send('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
    });
    const { exceptionDetails, result } = answer as {
      exceptionDetails?: { text: string; exception?: { description?: string } };
      result: { value: T };
    };
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  /** Waits until the expression is true; a page on its way to another has none of its own. */
  async until(expression: string, withinMs = 20_000): Promise<void> {
    const deadline = Date.now() + withinMs;
    while (!(await this.evaluate<boolean>(`Boolean(${expression})`).catch(() => false))) {
      if (Date.now() > deadline) throw new Error(`not within ${withinMs.toString()} ms: ${expression}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  async metrics(): Promise<Record<string, number>> {
    const { metrics } = (await this.send('Performance.getMetrics')) as {
      metrics: { name: string; value: number }[];
    };
    return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
  }
}
