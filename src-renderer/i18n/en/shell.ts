export const shell = {
  home: 'Gopherscope, overview',
  places: 'Places',
  overview: 'Overview',
  allTargets: 'All targets',
  noTargets: 'No targets yet',
  switchTarget: 'Switch target',
  range: 'Time range',
  last: 'Last {range}',
  liveRange: 'Live, last {range}',
  lostRange: 'Not live, last {range}',
  pausedRange: 'Paused at {at}, last {range}',
  pause: 'Pause (Space)',
  goLive: 'Go live (Space)',
  toLight: 'Light theme',
  toDark: 'Dark theme',
};

export const status = {
  connecting: 'connecting to the core',
  lost: 'no word from the core since {at}, asking again',
  targets: '{n} target, {up} answers | {n} target, {up} answers | {n} targets, {up} answer',
  targetsAll: 'no targets | {n} target, it answers | {n} targets, all answer',
  nextPoll: 'next poll in {in}',
  series: '{n} series, {rate} samples a minute',
  core: 'core {rss}, {cpu} of one CPU',
  memory: '{window} in memory, {used} of {budget}',
  tight: 'Memory is full: the window is shorter, or new series are refused.',
};

export const session = {
  title: 'This page needs a token',
  why: 'Gopherscope only talks to pages it opened. This opens one with a fresh code:',
  orToken: 'Or give the token it keeps in its data folder, in',
  token: 'Token',
  enter: 'Enter',
  refused: 'The core refused that token or code. A code is good once and for 60 s.',
};

export const ui = {
  close: 'Close',
  cancel: 'Cancel',
  undo: 'Undo',
  copied: 'Copied',
  copyLine: 'Copy the line',
  copyLines: 'Copy lines',
  copyDetails: 'Copy details',
};

export const keys = {
  title: 'Keyboard',
  everywhere: 'Everywhere',
  overview: 'Overview',
  target: 'Target',
  do: {
    add: 'add a target',
    pause: 'pause, go live again',
    overview: 'go to the overview',
    undo: 'undo what a toast offers',
    escape: 'close, or undo the last filter',
    sheet: 'this sheet',
    filter: 'filter',
    rows: 'row by row',
    ends: 'first, last row',
    open: 'open the row',
    panel: 'a panel full screen, again: back',
    cursor: 'move the cursor in a chart',
    section: 'section before, after',
  },
};
