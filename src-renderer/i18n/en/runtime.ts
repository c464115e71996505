export const sched = {
  title: 'Scheduler latency',
  what: 'How long a goroutine is runnable before it runs',
  empty: 'only the runtime knows how long goroutines wait to run; the library says it',
};

export const states = {
  title: 'Goroutines by state',
  what: 'What each goroutine is doing at the moment of a poll',
  waiting: 'Waiting',
  notInGo: 'Not in Go',
  runnable: 'Runnable',
  running: 'Running',
  lead: '{all} goroutines: {waiting} waiting, {running} running, {runnable} runnable, {notInGo} in system calls or C.',
  leadBegun:
    '{all} goroutines: {waiting} waiting, {running} running, {runnable} runnable, {notInGo} in system calls or C. {created} begin a second.',
  unknown: 'What the goroutines of this app are doing is not told.',
  asking: 'Asking the core for the states',
  empty: 'only the runtime knows what each goroutine is doing; the library says it',
  old: 'Go tells the states of goroutines, and how many begin, from 1.26 on; this app was built with {go}',
  created: 'Goroutines begun',
  createdName: 'begun',
  createdWhat: 'How many goroutines the app starts',
};

export const gc = {
  title: 'Where the CPU time goes',
  what: 'Shares of what Go may use, by the runtime’s clock; told anew with each GC cycle',
  user: 'User code',
  userNote: 'user code',
  all: 'GC',
  scavenge: 'Scavenger',
  idle: 'Idle',
  lead: 'GC takes {gc} of the CPU time Go may use; your code {user}, {idle} is idle.',
  leadAssist:
    'GC takes {gc} of the CPU time Go may use; your code {user}, {idle} is idle. {assist} of it is assist: goroutines that allocate are made to help.',
  unknown: 'What the CPU time of this app is spent on is not told.',
  asking: 'Asking the core for the classes',
  empty: 'only the runtime knows what its CPU time is spent on; the library says it',
  classes: 'GC by class',
  classesWhat: 'Dedicated and idle run beside the app, assist in its goroutines, pause stops it',
  dedicated: 'Dedicated',
  assist: 'Assist',
  idleMark: 'Idle mark',
  pause: 'Pause',
  ofCpu: 'of CPU',
  pauses: 'Stopped for GC',
  pausesWhat: 'How long each cycle stops the world',
  pausesEmpty: 'no source gives the runtime’s histogram of pauses; the library does',
};
