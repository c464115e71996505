export const target = {
  go: 'go',
  build: 'build',
  up: 'up',
  costs: 'watching costs it',
  ofCore: 'of a core',
  sections: 'Sections',
  summary: 'Summary',
  sources: 'Sources',
  custom: 'Custom',
  http: 'HTTP',
  goroutines: 'Goroutines',
  gc: 'GC',
  gone: 'This target is not in the list.',
  goneWhy:
    'It was removed, or the address of this page is wrong. A removed target can be brought back while its history is kept.',
  restore: 'Restore',
  restoreFailed: 'The target could not be restored',
};

export const cost = {
  measured: 'measured',
  estimated: 'estimated',
  measuredOver: 'measured, {n} call | measured, {n} call | measured, {n} calls',
  estimatedOf: 'estimated, no call yet | estimated, {n} call | estimated, {n} calls',
};

export const source = {
  pprof: 'pprof index',
  pprofHeap: 'pprof heap text',
  expvar: 'expvar',
  prometheus: 'Prometheus',
  gopherscope: 'Gopherscope library',
  process: 'process',
};

export const owns = {
  cpu: 'CPU',
  rss: 'RSS',
  peak: 'most RSS ever',
  goroutines: 'goroutines',
  pauses: 'every GC pause',
  live: 'live heap',
  memory: 'memory',
  gc: 'GC',
  scheduler: 'scheduler',
  threads: 'threads',
  files: 'open files',
  host: 'CPU of the host',
  counts: 'entries of each profile',
  requests: 'requests',
  own: '1 metric of your own | 1 metric of your own | {n} metrics of your own',
};

export const sources = {
  say: 'None of {all} sources answers; watching costs {cost} of a core. | {n} of {all} sources answers; watching costs {cost} of a core. | {n} of {all} sources answer; watching costs {cost} of a core.',
  sayMostly:
    'None of {all} sources answers; watching costs {cost} of a core, {share} of it for {name}. | {n} of {all} sources answers; watching costs {cost} of a core, {share} of it for {name}. | {n} of {all} sources answer; watching costs {cost} of a core, {share} of it for {name}.',
  perSecond: '{v}/s',
  source: 'Source',
  owns: 'What it owns',
  every: 'Every',
  everyOf: 'Interval of {name}',
  last: 'Last answer',
  series: 'Series',
  perCall: 'ms a call',
  ofCore: 'Of a core',
  together: 'Together',
  budget: 'of a budget of 1 %; backs off above it',
  never: 'never',
  pid: 'pid {pid}, /proc',
  notPolled: 'not polled',
  byUs: 'read by us, costs it nothing',
  idle: 'nothing of its own: other sources say it more often',
  now: 'now {d}',
  backedOff: 'Backed off to {d}, so that it costs the app less.',
  intervalFailed: 'The interval of {name} could not be changed',
  state: { unknown: 'not asked yet', up: 'answers', failing: 'fails', idle: 'not polled' },
  who: 'Who owns what',
  whoWhat:
    'One source gives each metric: the one that answers and is asked most often. What another source would repeat is not read. A source that gives nothing of its own is not polled. If one is silent for 60 s its metrics pass to the next and a marker says so.',
};

export const missing = {
  title: 'What is missing',
  line: 'and the line that adds it',
  nothing: 'Nothing: this target says all that Gopherscope can read today.',
};

export const form = {
  title: 'This target',
  never: 'a new name or address never splits its history',
  name: 'Name',
  labels: 'Labels',
  labelHint: 'key=value',
  labelWrong: 'A label is key=value; the key has letters, digits and _ only.',
  removeLabel: 'Remove the label {name}',
  interval: 'Interval',
  bySource: 'by source, as above',
  every: 'every {d}',
  watching: 'Watching',
  on: 'On',
  paused: 'Paused',
  token: 'Bearer token',
  tokenNone: 'none is shown to the app',
  tokenFor: 'kept, shown to {origin} alone',
  tokenGive: 'Give one',
  tokenReplace: 'Replace',
  tokenForget: 'Forget',
  tokenForgotten: 'The token of {name} is forgotten',
  tokenKeep: 'Keep',
  tokenElsewhere: 'It is not shown to {origin}: it was given for another address.',
  sampling: 'CPU samples',
  samplingWhat:
    'A CPU profile of 1 s each minute: the app pays for 100 samples a second in it (1.7 % of the time), and nobody else can profile its CPU meanwhile. The CPU shown of it is an estimate.',
  since: 'since {at}',
  remove: 'Remove {name}',
  undo: 'can be undone for 10 s',
  removed: '{name} removed from the list',
  kept: 'Its history is kept until {at}.',
  back: '{name} is watched again',
  removeFailed: '{name} could not be removed',
  failed: '{what} could not be changed',
};

export const ruler = {
  label: 'What is kept, and the part of it that is shown',
  of: 'of {range} in memory, RSS',
  from: 'Start of what is shown',
  to: 'End of what is shown',
};
