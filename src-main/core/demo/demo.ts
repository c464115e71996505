import path from 'node:path';
import { Briefly } from '../../../shared/base/briefly.js';
import type { Result } from '../../../shared/base/result.js';
import { DEMO_FAULTS, type Demo, type DemoFaultId, type DemoState } from '../../../shared/model/demo.js';
import type { Message } from '../../../shared/model/message.js';
import type { HttpClient } from '../http/client.js';
import type { Log } from '../log/log.js';
import { buildPrograms, findSources, type Programs } from './build.js';
import { DemoError } from './errors.js';
import { readFaults, switchFault } from './faults.js';
import { startProgram, type Program } from './program.js';
import { findToolchain, goFolders, type Toolchain } from './toolchain.js';

/** Requests a second of the load generator. */
const ORDERS = 20;
const SEARCHES = 2;
const READY_MS = 20_000;
/** Which Go there is changes seldom, and each look starts a process, ms. */
const LOOK_KEPT_MS = 5000;

export interface DemoDeps {
  http: HttpClient;
  log: Log;
  /** Folder of our Go sources; null = this copy has none. */
  sources: string | null;
  /** Where what was built is kept. */
  cacheDir: string;
  /** Adds the shop to what is watched, and gives its id. */
  watch(url: string): Promise<string>;
  unwatch(targetId: string): Promise<void>;
  isWatched(targetId: string): boolean;
  /** Folders where Go may be. */
  folders?: readonly string[];
  /** Milliseconds that never jump. */
  monotonic?: () => number;
}

interface Running {
  shop: Program;
  load: Program | null;
  url: string;
}

type Listener = (view: Demo) => void;
const NO_FAULTS = DEMO_FAULTS.map((id) => ({ id, on: false }));

/** The demo shop: built when it is first wanted, run with its load, watched, and gone with us. */
export class DemoShop {
  private state: DemoState = 'off';
  private toolchain: Toolchain | null = null;
  private why: Message | null = null;
  private output = '';
  private running: Running | null = null;
  private targetId: string | null = null;
  private faults: Demo['faults'] = NO_FAULTS;
  private readonly deps: DemoDeps;
  private readonly listeners = new Set<Listener>();
  private work: Promise<void> = Promise.resolve();
  private abort = new AbortController();
  /** A start was asked for while it is stopping. */
  private startsAgain = false;
  private closed = false;
  private readonly looks: Briefly<'go', Promise<Result<Toolchain>>>;

  constructor(deps: DemoDeps) {
    this.deps = deps;
    this.looks = new Briefly(LOOK_KEPT_MS, deps.monotonic ?? (() => performance.now()));
  }

  view(): Demo {
    const { state, toolchain, why, running, targetId, faults, output } = this;
    return {
      state,
      goVersion: toolchain?.version ?? null,
      why,
      targetId: targetId !== null && this.deps.isWatched(targetId) ? targetId : null,
      url: running?.url ?? null,
      pid: running?.shop.pid ?? null,
      requestsPerSecond: running?.load == null ? 0 : ORDERS + SEARCHES,
      faults,
      output,
    };
  }

  /** The load generator: a helper of ours, nothing a person would watch. */
  get loadPid(): number | null {
    return this.running?.load?.pid ?? null;
  }

  onChange(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Looks whether it can be had and how it is, and says so. */
  async refresh(): Promise<Demo> {
    if (this.state === 'off' || this.state === 'unavailable') await this.look();
    if (this.state === 'running' && this.running !== null) await this.readFaults(this.running.url);
    return this.view();
  }

  /**
   * Begins to build and start, once it has stopped where it is stopping; one that runs and is not watched any
   * more is watched again. What becomes of it is told to the listeners.
   */
  start(): Demo {
    if (this.closed) return this.view();
    if (this.state === 'stopping') this.startsAgain = true;
    if (this.state === 'running') this.do(() => this.watchAgain());
    if (['building', 'starting', 'running', 'stopping'].includes(this.state)) return this.view();
    this.startsAgain = false;
    this.looks.forget('go');
    this.abort = new AbortController();
    this.set('building');
    const { signal } = this.abort;
    this.do(() => this.bringUp(signal));
    return this.view();
  }

  /** Begins to stop it; a start that waits for that is off as well. */
  stop(): Demo {
    this.startsAgain = false;
    if (['off', 'unavailable', 'stopping'].includes(this.state)) return this.view();
    this.set('stopping');
    this.abort.abort();
    this.do(() => this.bringDown());
    this.do(() => {
      if (this.startsAgain) this.start();
      return Promise.resolve();
    });
    return this.view();
  }

  /** Switches a fault of the running shop. Throws a {@link DemoError} where it does not run or answer. */
  async fault(id: DemoFaultId, on: boolean): Promise<Demo> {
    const { running } = this;
    if (this.state !== 'running' || running === null)
      throw new DemoError('The demo shop does not run: start it first.');
    const faults = await switchFault(this.deps.http, running.url, id, on);
    if (!faults.ok) throw new DemoError(`The demo shop did not take it: ${faults.error.message}`);
    if (this.running === running) this.faults = faults.value;
    this.changed();
    return this.view();
  }

  /** Ends shop and load; resolves when they are gone. */
  async close(): Promise<void> {
    this.listeners.clear();
    this.closed = true;
    this.state = 'stopping';
    this.abort.abort();
    await this.end();
    await this.work;
    // A start that was under way may have come as far as running.
    await this.end();
  }

  /** One thing after the other. */
  private do(work: () => Promise<void>): void {
    this.work = this.work.then(work).catch((error: unknown) => this.failed(error));
  }

  private async watchAgain(): Promise<void> {
    const { running } = this;
    if (this.state !== 'running' || running === null || this.view().targetId !== null) return;
    this.targetId = await this.deps.watch(running.url);
    this.changed();
  }

  private async end(): Promise<void> {
    const { running } = this;
    this.running = null;
    this.faults = NO_FAULTS;
    await Promise.all([running?.load?.stop(), running?.shop.stop()]);
  }

  /** Go and our sources. */
  private async look(): Promise<{ toolchain: Toolchain; sources: string } | null> {
    const sources = findSources(this.deps.sources);
    const found = await this.looks.get('go', () =>
      findToolchain(this.deps.folders ?? goFolders(process.env)),
    );
    this.toolchain = found.ok ? found.value : null;
    if (sources.ok && found.ok) {
      if (this.state === 'unavailable') this.set('off');
      return { toolchain: found.value, sources: sources.value };
    }
    this.set('unavailable', sources.ok ? (found.ok ? null : found.error) : sources.error);
    return null;
  }

  private async bringUp(signal: AbortSignal): Promise<void> {
    if (this.targetId !== null) await this.forget();
    const have = await this.look();
    if (have === null) return;
    const built = await buildPrograms(have.toolchain, have.sources, this.deps.cacheDir, signal);
    // Stopped meanwhile.
    if (this.state !== 'building') return;
    if (!built.ok) {
      const { output, ...why } = built.error;
      this.fail(why, output);
      return;
    }
    this.set('starting');
    await this.run(built.value, signal);
  }

  private async run({ shop: file, load }: Programs, signal: AbortSignal): Promise<void> {
    const shop = startProgram(file, ['--addr', '127.0.0.1:0', '--variant', 'library']);
    const url = await readyUrl(shop, signal);
    if (url === null) {
      await shop.stop();
      const message = 'The demo shop did not start.';
      if (this.state === 'starting')
        this.fail({ code: 'DEMO_NOT_READY', params: {}, message }, shop.output());
      return;
    }
    const args = ['--target', url, '--orders', ORDERS.toString(), '--searches', SEARCHES.toString()];
    const running: Running = { shop, load: startProgram(load, args), url };
    this.running = running;
    void shop.ended.then((how) => this.shopEnded(running, how));
    void running.load?.ended.then(() => {
      running.load = null;
      if (this.running === running && this.state === 'running') this.changed();
    });
    this.targetId = await this.deps.watch(url);
    if (this.running !== running || this.state !== 'starting') return;
    this.deps.log.info({ url, pid: shop.pid }, 'demo shop runs');
    this.set('running');
  }

  /** The shop ended though nobody asked for it; its target stays, and is down. */
  private async shopEnded(running: Running, how: string): Promise<void> {
    if (this.running !== running || this.abort.signal.aborted) return;
    this.running = null;
    this.faults = NO_FAULTS;
    await running.load?.stop();
    const message = `The demo shop ended by itself (${how}).`;
    this.fail({ code: 'DEMO_ENDED', params: { how }, message }, running.shop.output());
  }

  private async bringDown(): Promise<void> {
    await this.end();
    await this.forget();
    this.set('off');
  }

  private async forget(): Promise<void> {
    const { targetId } = this;
    this.targetId = null;
    if (targetId !== null && this.deps.isWatched(targetId)) await this.deps.unwatch(targetId);
  }

  private async readFaults(url: string): Promise<void> {
    const faults = await readFaults(this.deps.http, url);
    if (faults.ok && this.running?.url === url) this.faults = faults.value;
  }

  private async failed(error: unknown): Promise<void> {
    await this.end();
    this.fail({ code: 'DEMO_FAILED', params: {}, message: `The demo shop failed: ${String(error)}` }, '');
  }

  private fail(why: Message, output: string): void {
    this.deps.log.warn({ code: why.code, output }, why.message);
    this.set('failed', why, output);
  }

  private set(state: DemoState, why: Message | null = null, output = ''): void {
    if (this.state === state && this.why?.message === why?.message) return;
    this.state = state;
    this.why = why;
    this.output = output;
    this.changed();
  }

  private changed(): void {
    const view = this.view();
    for (const listener of this.listeners) listener(view);
  }
}

/** The address the shop says it listens on; null = it ended, was told to, or stays silent. */
async function readyUrl(shop: Program, signal: AbortSignal): Promise<string | null> {
  const deadline = performance.now() + READY_MS;
  const ended = shop.ended.then(() => true);
  const isOver = async (): Promise<boolean> =>
    signal.aborted || performance.now() > deadline || (await Promise.race([ended, pause(20)]));
  for (;;) {
    const match = /^shop ready url=(\S+)/m.exec(shop.output());
    if (match?.[1] !== undefined) return match[1];
    if (await isOver()) return null;
  }
}

const pause = (ms: number): Promise<false> =>
  new Promise((resolve) =>
    setTimeout(() => {
      resolve(false);
    }, ms),
  );

/** Below the data folder, where what was built is kept. */
export const demoCache = (dataDir: string): string => path.join(dataDir, 'cache', 'demo');
