import type { Missing, SourceKind } from '../../../shared/model/target.js';

/** What is known of a target when it is asked what it lacks. */
export interface MissingFacts {
  kinds: ReadonlySet<SourceKind>;
  /** Whether a source gives this metric. */
  offers: (name: string) => boolean;
  /** Profiles on the index page that hold nothing. */
  emptyProfiles: ReadonlySet<string>;
  knowsStart: boolean;
  knowsVersion: boolean;
  url: string;
}

interface Row extends Missing {
  applies: (facts: MissingFacts) => boolean;
}

const row = (
  code: string,
  what: string,
  why: string,
  fix: string,
  where: string,
  applies: Row['applies'],
): Row => ({
  code,
  what,
  why,
  fix,
  where,
  params: {},
  applies,
});

const portOf = (url: string): string => (URL.canParse(url) ? new URL(url).port || '6060' : '6060');

/**
 * What an app can lack and the line that adds it; only lines that work with what exists today. Our library says
 * memory each second, and switches the lock profiles on when they are captured.
 */
const ROWS: readonly Row[] = [
  row(
    'MISSING_PPROF',
    'Goroutines, heap, profiles',
    'net/http/pprof does not answer',
    'import _ "net/http/pprof"',
    'main.go',
    ({ kinds }) => !kinds.has('pprof'),
  ),
  row(
    'MISSING_MEMSTATS',
    'Memory and GC pauses every second',
    'without expvar they come from heap?debug=1, which costs the app 6-12 ms a call',
    'import _ "expvar"',
    'main.go',
    ({ kinds }) => kinds.has('pprof') && !kinds.has('expvar') && !kinds.has('gopherscope'),
  ),
  row(
    'MISSING_CPU',
    'CPU and resident memory',
    'the process is not on this machine and no /metrics exports them',
    'http.Handle("/metrics", promhttp.Handler())',
    'main.go',
    ({ offers }) => !offers('process_cpu_seconds_total'),
  ),
  row(
    'MISSING_START',
    'Uptime and restarts by start time',
    'only process_start_time_seconds or a local process says when it started',
    'http.Handle("/metrics", promhttp.Handler())',
    'main.go',
    ({ knowsStart, offers }) => !knowsStart && offers('process_cpu_seconds_total'),
  ),
  row(
    'MISSING_VERSION',
    'Go version and build',
    'a bare app does not say them; the go_info metric does',
    'http.Handle("/metrics", promhttp.Handler())',
    'main.go',
    ({ knowsVersion }) => !knowsVersion,
  ),
  row(
    'MISSING_MUTEX',
    'Who waits on which lock',
    'the mutex profile answers, but it is empty: its fraction is 0 unless the app sets it',
    'runtime.SetMutexProfileFraction(100)',
    'init()',
    ({ emptyProfiles, kinds }) => emptyProfiles.has('mutex') && !kinds.has('gopherscope'),
  ),
  row(
    'MISSING_BLOCK',
    'Where goroutines block',
    'the block profile answers, but it is empty: its rate is 0 unless the app sets it',
    'runtime.SetBlockProfileRate(10_000)',
    'init()',
    ({ emptyProfiles, kinds }) => emptyProfiles.has('block') && !kinds.has('gopherscope'),
  ),
];

/** Profiles whose count, as points of the index page give it, is nought. */
export const emptyProfilesOf = (count: (profile: string) => number | null | undefined): ReadonlySet<string> =>
  new Set(['mutex', 'block'].filter((profile) => count(profile) === 0));

export function missingOf(facts: MissingFacts): Missing[] {
  return ROWS.filter(({ applies }) => applies(facts)).map(({ applies: _, ...missing }) => missing);
}

/** Profiles that answer with the index page: pprof.Index under a path of its own serves nothing else there. */
export function htmlProfiles(base: string): Missing {
  const at = new URL(base).pathname.replace(/\/?$/, '/');
  return {
    code: 'PROFILES_ARE_HTML',
    what: 'Profiles',
    why: `every name below ${at} answers with the HTML index instead of a profile`,
    fix: `mux.Handle("${at}heap", pprof.Handler("heap"))\nmux.Handle("${at}goroutine", pprof.Handler("goroutine"))\nmux.HandleFunc("${at}profile", pprof.Profile)`,
    where: 'main.go',
    params: { path: at },
  };
}

/** Why a Go process of this machine cannot be read, and the lines that make it so. */
export function unreadable(ports: readonly number[], hidden: boolean, pid: number): Missing {
  const free = [6060, 6061, 6062].find((port) => !ports.includes(port)) ?? 6063;
  const serve = `import _ "net/http/pprof"\ngo http.ListenAndServe("localhost:${free.toString()}", nil)`;
  const lines = { what: 'Everything', fix: serve, where: 'main.go' };
  if (hidden) {
    return {
      code: 'OTHER_USER',
      what: 'Everything',
      why: 'the process belongs to another user, so its ports cannot be seen',
      fix: `sudo ss -ltnp | grep pid=${pid.toString()},`,
      where: 'shell',
      params: { pid },
    };
  }
  if (ports.length === 0)
    return { ...lines, code: 'NO_PORT', why: 'it listens on no TCP port', params: { port: free } };
  const listed = ports.slice(0, 8).join(', ');
  return {
    ...lines,
    code: 'NOTHING_READABLE',
    why: `it listens on ${listed}, but neither pprof, expvar nor /metrics answers there`,
    params: { port: free, ports: listed },
  };
}

/** Two lines that make a program readable that listens to nothing we can read. */
export function noHttp(url: string): Missing {
  const port = portOf(url);
  return {
    code: 'MISSING_EVERYTHING',
    what: 'Everything',
    why: 'nothing that can be read answers',
    fix: `import _ "net/http/pprof"\ngo http.ListenAndServe("localhost:${port}", nil)`,
    where: 'main.go',
    params: { port },
  };
}
