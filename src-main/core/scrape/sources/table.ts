import type { PollingSettings } from '../../../../shared/model/settings.js';
import type { SourceKind } from '../../../../shared/model/target.js';
import { expositionPoller } from './exposition.js';
import { expvarPoller } from './expvar.js';
import { heapTextPoller } from './heap-text.js';
import type { Poller, PollerDeps } from './poller.js';
import { pprofIndexPoller } from './pprof-index.js';

/** Settings that are intervals, seconds. */
export type PollingKey = Exclude<keyof PollingSettings, 'budgetPercent'>;

/** A kind of source over HTTP. The local process has no URL and stands apart. */
export interface SourceRow {
  /** Also the id of a target's first source of the sort. */
  id: string;
  kind: SourceKind;
  /** Under the base URL; the probe looks there in this order. */
  path: string;
  /** The setting with its default interval. */
  polling: PollingKey;
  /** A target's intervalSeconds leaves it alone: each call costs the app milliseconds. */
  ownInterval: boolean;
  /** Estimated CPU of the app a call, ms, for an answer of `bytes`: performance.md "Cost on the monitored app". */
  callCpuMs(bytes: number): number;
  poller(deps: PollerDeps): Poller;
}

const perKilobyte = (ms: number) => (bytes: number) => (ms * bytes) / 1024;

/** Every source that is asked over HTTP: adding one is a file and a row here. */
export const HTTP_SOURCES: readonly SourceRow[] = [
  {
    id: 'gopherscope',
    kind: 'gopherscope',
    path: 'debug/gopherscope/metrics',
    polling: 'library',
    ownInterval: false,
    callCpuMs: perKilobyte(0.02),
    poller: expositionPoller,
  },
  {
    id: 'pprof',
    kind: 'pprof',
    path: 'debug/pprof/',
    polling: 'index',
    ownInterval: false,
    callCpuMs: () => 0.1,
    poller: pprofIndexPoller,
  },
  {
    id: 'expvar',
    kind: 'expvar',
    path: 'debug/vars',
    polling: 'expvar',
    ownInterval: false,
    callCpuMs: (bytes) => 0.2 + bytes / 200_000,
    poller: expvarPoller,
  },
  {
    id: 'prometheus',
    kind: 'prometheus',
    path: 'metrics',
    polling: 'metrics',
    ownInterval: false,
    callCpuMs: (bytes) => 0.3 + perKilobyte(0.04)(bytes),
    poller: expositionPoller,
  },
  {
    id: 'pprof-heap',
    kind: 'pprof',
    path: 'debug/pprof/heap?debug=1',
    polling: 'heapText',
    ownInterval: true,
    callCpuMs: (bytes) => 5 + perKilobyte(0.03)(bytes),
    poller: heapTextPoller,
  },
];

/** The row for a source as a document names it. */
export function sourceRow(kind: SourceKind, url: string): SourceRow | undefined {
  const isHeap = /\/heap\?debug=1$/.test(url);
  return HTTP_SOURCES.find((row) => row.kind === kind && (row.id === 'pprof-heap') === isHeap);
}
