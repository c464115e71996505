/** State of a target, as a word for those who do not see its shape. */
export const state = {
  up: 'up',
  down: 'down',
  stale: 'stale',
  restart: 'restarted',
  paused: 'paused',
  unknown: 'not yet known',
};

export const problem = {
  down: 'Down',
  slow: 'Slow',
  restarted: 'Restarted',
  limited: 'Limited',
  partial: 'Partial',
  paused: 'Paused',
  stale: 'Stale',
  waiting: 'waiting for the first answer',
  since: 'since {at}',
  at: 'at {at}',
  asked: 'Asked every {d}.',
  never: 'It has never answered.',
  lastGood: 'Last good poll {at}, {ago} ago.',
  lost: 'Nothing reached this page since {at}; asking again. What is drawn is what was known then.',
  resume: 'Go on watching',
  resumeFailed: 'Watching could not be switched on',
};

export const marks = {
  restart: 'restarted',
  build: 'new build',
  buildTo: 'build {version}',
  down: 'down',
  up: 'answers again',
  gap: 'gap',
  owner: 'source changed',
  capture: 'captured',
  alert: 'alert',
  note: '{text}',
};

export const errors = {
  coreGone:
    'The core does not answer. It is asked again by itself; if it was stopped, start it with npm start.',
  noAnswer: 'no answer',
  answered: '{status} {code}',
};

/** Words for codes of the core. A code that is not here is shown in the core's own English. */
export const codes = {
  CORE_UNREACHABLE: 'The core did not answer.',
  UNAUTHORIZED: 'The core refused the token of this page.',
};
