import path from 'node:path';
import { buildSync } from 'esbuild';
import { describe, expect, it, vi } from 'vitest';
import { COMMANDS, type CallTable } from '../../../../shared/native/bridge.js';
import {
  CALLS,
  callChannel,
  EVENTS,
  eventChannel,
  type CallName,
} from '../../../../shared/native/channels.js';
import { Outbox } from '../../../../src-main/electron/outbox.js';
import { createRouter, type Caller } from '../../../../src-main/electron/router.js';

const ORIGIN = 'http://127.0.0.1:7676';
const OURS: Caller = { isOurWindow: true, isMainFrame: true, origin: ORIGIN };
const place = { scheme: 'vscode', file: '/a.go', line: 1, column: 1 };

/** Arguments that each call takes. */
const GOOD: Record<CallName, unknown[]> = {
  ready: [],
  openInEditor: [place],
  revealFile: ['/data/x'],
  openExternal: ['https://go.dev'],
  setBadge: [2],
  setTitleBar: [{ background: '#000000', symbol: '#ffffff' }],
  pickFiles: [],
  showMenu: [{ x: 1, y: 2 }],
};

const SENDERS: Caller[] = [
  ...[
    'null',
    '',
    'about:blank',
    'file://',
    'http://127.0.0.1:7677',
    'http://localhost:7676',
    'https://127.0.0.1:7676',
  ],
  ...['http://127.0.0.1:7676/', 'http://127.0.0.1:7676.evil.test', 'devtools://devtools'],
]
  .map((origin) => ({ ...OURS, origin }))
  .concat({ ...OURS, isMainFrame: false }, { ...OURS, isOurWindow: false });

const cycle: Record<string, unknown> = {};
cycle['self'] = cycle;
/** None of these fits any call. */
const BAD: unknown[][] = [
  ...[null, true, Number.NaN, -1, 1.5, Infinity, 1e12, 10n, Symbol.iterator, () => 1, new Date(0), new Map()],
  ...[
    '',
    'x'.repeat(5000),
    'x'.repeat(70_000),
    [],
    {},
    [[]],
    { x: 1 },
    { x: -1, y: 0 },
    { x: 1, y: 2, z: 3 },
  ],
  ...[{ x: '1', y: 2 }, { x: NaN, y: 1 }, cycle, { toString: 1 }],
  ...[
    { background: 'red', symbol: '#ffffff' },
    { background: '#fff', symbol: '#000' },
    { symbol: '#ffffff' },
  ],
  ...[
    { background: '#000000', symbol: '#ffffff', extra: 1 },
    { background: 'url(x)', symbol: '#ffffff' },
  ],
  ...[
    { ...place, scheme: 'file' },
    { ...place, scheme: 'VSCODE' },
    { ...place, file: '' },
    { ...place, line: '1' },
  ],
  ...[
    { ...place, line: -1 },
    { ...place, column: 0.5 },
    { ...place, file: 5 },
    { ...place, more: 1 },
  ],
  ...[
    { ...place, file: 'x'.repeat(5000) },
    { scheme: 'vscode' },
    { length: 1 },
    new Uint8Array(3),
    false,
    [null],
    'https://go.dev\n'.repeat(400),
  ],
]
  .map((argument): unknown[] => [argument])
  .concat([[1, 2]], [[place, place]], [['https://go.dev', 'x']], [[undefined]], [[{ x: 1, y: 1 }, 0]]);

/** A router over handlers that only count. */
function counting() {
  const reached: CallName[] = [];
  const handlers = Object.fromEntries(
    CALLS.map((name) => [name, () => void reached.push(name)]),
  ) as unknown as CallTable;
  return { reached, route: createRouter(handlers, ORIGIN) };
}

describe('the bridge', () => {
  it('lets our page through with the arguments of the table', () => {
    const { reached, route } = counting();
    for (const name of CALLS) route(name, OURS, GOOD[name]);
    expect(reached).toEqual([...CALLS]);
  });

  it(`reaches no handler from ${SENDERS.length} other senders, whatever they send`, () => {
    const { reached, route } = counting();
    let refused = 0;
    for (const name of CALLS) {
      for (const sender of SENDERS) {
        for (const args of [GOOD[name], ...BAD]) {
          expect(() => route(name, sender, args)).toThrow('not the page of this window');
          refused++;
        }
      }
    }
    expect(refused).toBe(CALLS.length * SENDERS.length * (BAD.length + 1));
    expect(SENDERS.length).toBeGreaterThanOrEqual(12);
    expect(reached).toEqual([]);
  });

  it(`reaches no handler from our page with any of ${BAD.length} bad arguments`, () => {
    const { reached, route } = counting();
    expect(BAD.length).toBeGreaterThanOrEqual(50);
    // Any short text is a path to look for, or an address to judge: those two judge for themselves.
    const anyText = (name: CallName, args: unknown[]): boolean =>
      name === 'openExternal' && args.length === 1 && args[0] === '';
    for (const name of CALLS) {
      for (const args of BAD)
        if (!anyText(name, args))
          expect(() => route(name, OURS, args), `${name} ${String(args.length)}`).toThrow('refused');
    }
    expect(reached).toEqual([]);
  });
});

describe('the preload script', () => {
  const [built] = buildSync({
    entryPoints: [path.resolve(import.meta.dirname, '../../../../src-main/electron/preload.ts')],
    bundle: true,
    write: false,
    format: 'cjs',
    external: ['electron'],
  }).outputFiles;

  function run() {
    const invoked: string[] = [];
    const listened: string[] = [];
    const exposed = new Map<string, Record<string, unknown>>();
    const electron = {
      contextBridge: {
        exposeInMainWorld: (key: string, api: Record<string, unknown>) => exposed.set(key, api),
      },
      ipcRenderer: {
        invoke: (channel: string) => invoked.push(channel),
        on: (channel: string) => listened.push(channel),
        removeListener: vi.fn(),
      },
      webUtils: { getPathForFile: () => '/a' },
    };
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- as Electron runs it
    const load = new Function('require', 'process', 'module', 'exports', built!.text);
    load(
      (name: string) => {
        expect(name).toBe('electron');
        return electron;
      },
      { platform: 'linux' },
      { exports: {} },
      {},
    );
    return { invoked, listened, exposed };
  }

  it('exposes the whole table under these names and no more', () => {
    const { exposed } = run();
    expect([...exposed.keys()]).toEqual(['gopherscope']);
    expect(Object.keys(exposed.get('gopherscope')!).sort()).toEqual(
      [
        ...['openExternal', 'openInEditor', 'pickFiles', 'ready', 'revealFile', 'setBadge', 'setTitleBar'],
        ...['showMenu', 'platform', 'pathForFile', 'onCommand', 'onOpen', 'onNavigate'],
      ].sort(),
    );
  });

  it('calls and listens on the channels that main answers', () => {
    const { exposed, invoked, listened } = run();
    const api = exposed.get('gopherscope')! as Record<string, (...args: unknown[]) => unknown>;
    for (const name of CALLS) api[name]!();
    for (const name of ['onCommand', 'onOpen', 'onNavigate']) (api[name]!(() => undefined) as () => void)();
    expect(invoked).toEqual(CALLS.map(callChannel));
    expect(listened).toEqual(EVENTS.map(eventChannel));
    expect(COMMANDS.length).toBeGreaterThan(0);
  });
});

describe('events for the page', () => {
  it('wait in order until it is ready, and again when it is gone', () => {
    const sent: unknown[] = [];
    const outbox = new Outbox((name, payload) => sent.push([name, payload]));
    outbox.send('navigate', '/targets/1');
    outbox.send('command', 'keys');
    expect(sent).toEqual([]);
    outbox.pageReady();
    expect(sent).toEqual([
      ['navigate', '/targets/1'],
      ['command', 'keys'],
    ]);
    outbox.pageGone();
    for (let i = 0; i < 100; i++) outbox.send('navigate', `/targets/${i}`);
    expect(sent).toHaveLength(2);
    outbox.pageReady();
    expect(sent).toHaveLength(52);
    expect(sent.at(-1)).toEqual(['navigate', '/targets/99']);
  });
});
