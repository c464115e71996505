import { reply } from './wire.mjs';

/** The control: a target as it should be. Unlike the others it minds what follows its path. */

const METRICS = [
  '# HELP evil_control_total Requests that were answered.',
  '# TYPE evil_control_total counter',
  'evil_control_total REQUESTS',
  '# TYPE go_goroutines gauge',
  'go_goroutines 7',
  '',
].join('\n');

const INDEX = [
  '<html>\n<head>\n<title>/debug/pprof/</title>\n</head>\n<body>\n/debug/pprof/\n<br>\n<table>',
  "<tr><td>7</td><td><a href='goroutine?debug=1'>goroutine</a></td></tr>",
  "<tr><td>5</td><td><a href='threadcreate?debug=1'>threadcreate</a></td></tr>",
  '</table>\n</body>\n</html>\n',
].join('\n');

const vars = () =>
  JSON.stringify({ cmdline: ['evil'], memstats: { HeapAlloc: 1048576, NumGC: 3, Sys: 8388608 } });

const answers = {
  vars: ['/debug/vars', ({ socket }) => reply(socket, vars(), { type: 'application/json; charset=utf-8' })],
  metrics: ['/metrics', ({ socket, count }) => reply(socket, METRICS.replace('REQUESTS', String(count)))],
  pprof: ['/debug/pprof/', ({ socket }) => reply(socket, INDEX, { type: 'text/html; charset=utf-8' })],
};

const only = (kinds) => (request) => {
  const exact = kinds.find((kind) => answers[kind][0] === request.rest);
  // The bare path of a single kind is that kind, so that it can be named as a source of its own.
  const kind = exact ?? (kinds.length === 1 && request.rest === '' ? kinds[0] : undefined);
  if (kind === undefined) reply(request.socket, 'not here\n', { status: 404, reason: 'Not Found' });
  else answers[kind][1](request);
};

export const good = [
  { path: '/ok', expect: 'up', answer: only(['vars', 'metrics', 'pprof']) },
  ...Object.keys(answers).map((kind) => ({ path: `/ok/${kind}`, expect: 'up', answer: only([kind]) })),
];
