// What the fake core invents: targets, their numbers over time, a probe. Everything depends on the time only, so
// that history and live agree. See fake-core.mjs.
const arg = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : (process.argv[at + 1] ?? '');
};
const EXTRA = Number(arg('targets', 0));
const EMPTY = process.argv.includes('--empty');
const BROKEN = process.argv.includes('--broken-query');
const MIB = 1024 * 1024;
const MIN = 60_000;
const BOOT = Date.now();

const hash = (n) => {
  let x = Math.imul(n ^ 0x9e3779b9, 0x85ebca6b);
  x ^= x >>> 13;
  x = Math.imul(x, 0xc2b2ae35);
  return ((x ^ (x >>> 16)) >>> 0) / 4294967296;
};
/** Smooth noise in [-1, 1] that depends on the time only, so that history and live agree. */
const noise = (seed, t, period = 9000) => {
  const k = Math.floor(t / period);
  const f = t / period - k;
  const s = f * f * (3 - 2 * f);
  return (hash(seed + k) * (1 - s) + hash(seed + k + 1) * s) * 2 - 1;
};
const ramp = (t, at, from, to, dur = 36_000) => from + (to - from) * Math.min(1, Math.max(0, (t - at) / dur));

const iso = (t) => new Date(t).toISOString();
const msg = (code, message, params = {}) => ({ code, message, params });
const FLAG = BOOT - 6.3 * MIN;
const src = (id, kind, url, s, ms, o = {}) => ({
  id,
  kind,
  url,
  intervalSeconds: s,
  configuredSeconds: s,
  chosenSeconds: null,
  cost: { msPerSecond: ms, basis: o.basis ?? 'measured' },
  state: o.state ?? 'up',
  lastError: o.error ?? null,
  lastAnswer: iso(Date.now() - (o.ago ?? 600)),
  answerMs: o.answerMs ?? 1.2,
  answerBytes: o.bytes ?? 1900,
  callCpuMs: kind === 'process' ? 0 : ms * s,
  calls: o.calls ?? 2460,
  series: o.series ?? 10,
  owns: o.owns ?? [],
});
const MISSING = [
  {
    what: 'Scheduler latency, goroutine states, GC classes',
    why: 'runtime/metrics is not exported by your /metrics',
    fix: 'mux.Handle("/debug/gopherscope/", gopherscope.Handler())',
    where: 'main.go',
    code: 'MISSING_LIBRARY',
    params: {},
  },
  {
    what: 'Who waits on which lock',
    why: 'the mutex profile answers, but it is empty: fraction is 0',
    fix: 'runtime.SetMutexProfileFraction(100)',
    where: 'init()',
    code: 'MISSING_MUTEX',
    params: {},
  },
  {
    what: 'Where goroutines block',
    why: 'the block profile answers, but it is empty: rate is 0',
    fix: 'runtime.SetBlockProfileRate(10_000)',
    where: 'init()',
    code: 'MISSING_BLOCK',
    params: {},
  },
];
const CPU_MISSING = {
  what: 'CPU and RSS',
  why: 'it runs on another machine and exports no process metrics',
  fix: 'http.Handle("/metrics", promhttp.Handler())',
  where: 'main.go',
  code: 'MISSING_PROCESS_CPU',
  params: {},
};

function target(id, name, o = {}) {
  const host = o.host ?? '127.0.0.1:6060';
  const local = o.local ?? true;
  return {
    id,
    url: `http://${host}/`,
    name,
    labels: o.labels ?? {},
    intervalSeconds: null,
    enabled: o.enabled ?? true,
    temporary: false,
    health: o.health ?? 'up',
    conditions: o.conditions ?? [],
    lastError: o.lastError ?? null,
    lastSeen: iso(o.lastSeen ?? Date.now() - 600),
    sources: o.sources ?? [
      ...(local
        ? [
            src('process', 'process', 'pid:48213', 1, 0, {
              bytes: 0,
              series: 13,
              ago: 400,
              owns: [
                'process_cpu_seconds_total',
                'process_resident_memory_bytes',
                'process_threads',
                'process_open_fds',
                'process_cpu_core_ratio',
              ],
            }),
          ]
        : []),
      src('pprof', 'pprof', `http://${host}/debug/pprof/`, 1, 0.11, {
        owns: ['go_goroutines', 'go_threads'],
      }),
      src('prometheus', 'prometheus', `http://${host}/metrics`, 5, 0.28, {
        bytes: 19_050,
        series: 74,
        ago: 3100,
        owns: [
          'go_memstats_heap_alloc_bytes',
          'go_gc_duration_seconds_count',
          'shop_orders_total',
          'shop_searches_total',
          'shop_cache_entries',
        ],
      }),
      src('pprof-heap', 'pprof', `http://${host}/debug/pprof/heap?debug=1`, 10, 0.64, {
        bytes: 72_700,
        series: 3,
        ago: 7700,
        calls: 7,
        basis: 'estimated',
        owns: ['go_gc_pause_seconds', 'process_resident_memory_max_bytes'],
      }),
    ],
    missing: local ? MISSING : [CPU_MISSING, ...MISSING],
    goVersion: 'go1.27.3',
    buildVersion: o.build ?? '3f2a9c17be0d44aa91c2',
    module: 'example.com/shop',
    startTime: iso(o.start ?? BOOT - 134 * MIN),
    pid: local ? 48213 : null,
    generation: o.generation ?? 1,
    createdAt: iso(BOOT - 130 * MIN),
  };
}
/** How each target's numbers behave; `until` = down since, `from` = restarted at. */
const SHAPES = {};
const shape = (id, o) =>
  (SHAPES[id] = {
    seed: Object.keys(SHAPES).length * 7919 + 17,
    cpu: 0.3,
    live: 60,
    gor: 90,
    gc: 0.02,
    leak: 0,
    until: Infinity,
    from: 0,
    remote: false,
    cores: 4,
    ...o,
  });
const targets = new Map();
const removed = new Map();
const add = (t, s) => {
  targets.set(t.id, t);
  shape(t.id, s);
};
const DOWN = BOOT - 3.2 * MIN;
const RESTART = BOOT - 12.85 * MIN;
if (!EMPTY) {
  add(target('t1', 'shop-api', { labels: { team: 'shop', env: 'production' } }), {
    cpu: 1.1,
    live: 128,
    gor: 1166,
    gc: 0.035,
    leak: 14,
    limit: 512 * MIB,
  });
  add(
    target('t2', 'pay-fraud', {
      host: '10.20.4.17:6060',
      health: 'down',
      lastSeen: DOWN,
      lastError: msg('NO_ANSWER', 'no answer within 2 s, 43 polls in a row'),
      labels: { team: 'payments', role: 'model' },
      build: 'v1.4.2',
    }),
    { cpu: 3.6, live: 1240, gor: 207, gc: 0.06, until: DOWN },
  );
  add(
    target('t3', 'shop-worker', {
      host: '127.0.0.1:6061',
      start: RESTART,
      generation: 3,
      labels: { team: 'shop', role: 'jobs' },
      conditions: [
        {
          type: 'restarted',
          since: iso(RESTART),
          ...msg('RESTARTED', 'third time today, the process id changed'),
        },
      ],
    }),
    { cpu: 0.31, live: 61.8, gor: 88, gc: 0.019, from: RESTART },
  );
  add(
    target('t4', 'invoice-render', {
      host: '10.20.4.31:9090',
      local: false,
      labels: { env: 'dev' },
      conditions: [
        {
          type: 'partial',
          since: iso(BOOT - 4 * MIN),
          ...msg('PARTIAL', '/debug/vars gave 503 for 2 min 30 s; the rest answers'),
        },
      ],
    }),
    { live: 28.4, gor: 23, gc: 0.006, remote: true },
  );
  add(
    target('t5', 'shop-web', {
      host: '127.0.0.1:6063',
      conditions: [
        {
          type: 'stale',
          since: iso(BOOT - 6 * MIN),
          ...msg('STALE', 'no fresh data here since the core was suspended'),
        },
      ],
    }),
    { cpu: 0.42, live: 96, gor: 418, gc: 0.017, until: BOOT - 6 * MIN },
  );
  add(
    target('t6', 'edge-proxy', {
      host: '127.0.0.1:6064',
      enabled: false,
      conditions: [{ type: 'paused', since: iso(BOOT - 2 * MIN), ...msg('PAUSED', 'paused by you') }],
    }),
    { cpu: 1.05, live: 118, gor: 2210, gc: 0.026, until: BOOT - 2 * MIN },
  );
  add(
    target('t7', `catalogue-${'very-long-name-'.repeat(19)}end`.slice(0, 300), { host: '127.0.0.1:6065' }),
    { cpu: 0.77, live: 164, gor: 930, gc: 0.02, cores: 16 },
  );
  for (let i = 0; i < EXTRA; i += 1)
    add(target(`x${i}`, `svc-${String(i).padStart(3, '0')}`, { host: `10.0.${i >> 8}.${i & 255}:6060` }), {
      cpu: 0.2 + hash(i) * 2,
      live: 20 + hash(i + 9) * 400,
      gor: 20 + hash(i + 99) * 900,
    });
}
const ANN = EMPTY
  ? []
  : [
      { id: 'a1', targetId: 't1', tMs: FLAG, kind: 'note', data: { text: 'flag catalog-variants on' } },
      { id: 'a2', targetId: 't2', tMs: DOWN, kind: 'down', data: { reason: 'timeout' } },
      { id: 'a3', targetId: 't3', tMs: RESTART, kind: 'restart', data: { generation: 3 } },
      { id: 'a4', targetId: 't3', tMs: RESTART + 9000, kind: 'up', data: {} },
      { id: 'a5', targetId: 't7', tMs: BOOT - 9 * MIN, kind: 'build', data: { to: 'c41d2aa' } },
      { id: 'a6', targetId: 't4', tMs: BOOT - 4 * MIN, endMs: BOOT - 1.5 * MIN, kind: 'gap', data: {} },
    ];

const leak = (s, t) => (s.leak ? Math.max(0, ((t - FLAG) / MIN) * s.leak) : 0);
const n = (s, k, t, a, p) => 1 + a * noise(s.seed + k * 101, t, p);
/** Value of a metric at t; null = there is none. Rates are given directly. */
function value(id, metric, labels, t, rate) {
  const s = SHAPES[id];
  if (!s || t > s.until || (s.from && t > s.from - 3000 && t < s.from + 9000)) return null;
  const fresh = s.from && t > s.from ? Math.min(1, 0.3 + (t - s.from) / (2 * MIN)) : 1;
  const cpu =
    (s.leak ? ramp(t, FLAG, s.cpu, s.cpu * 1.28) : s.cpu) * n(s, 1, t, 0.09) * n(s, 9, t, 0.05, 2500) * fresh;
  const live = (s.live + leak(s, t)) * MIB * n(s, 2, t, 0.015) * fresh;
  const cycle = 7000 + (s.seed % 3000);
  const dead = live * 0.75 * (((t + s.seed * 13) % cycle) / cycle);
  const alloc = live + dead;
  const inuse = alloc + live * 0.09;
  const M = {
    process_cpu_seconds_total: s.remote ? null : cpu,
    process_cpu_time_seconds_total: s.remote ? null : labels.cpu_mode === 'user' ? cpu * 0.78 : cpu * 0.22,
    process_cpu_core_ratio: s.remote
      ? null
      : Math.max(
          0,
          (cpu / s.cores) *
            (0.5 + hash(s.seed + Number(labels.core)) * 1.1) *
            n(s, 20 + Number(labels.core), t, 0.3),
        ),
    system_cpu_logical_count: s.cores,
    process_resident_memory_bytes: s.remote
      ? null
      : live * 1.62 + (s.leak ? 74 : 30) * MIB * n(s, 3, t, 0.01),
    process_resident_memory_max_bytes: live * 2.1,
    process_threads: s.remote ? null : 14 + Math.round(noise(s.seed + 4, t, 40_000)),
    go_threads: 17 + Math.floor((t - BOOT + 3.6e6) / 1.5e6),
    go_goroutines: Math.round(
      (s.gor + (s.leak ? ramp(t, FLAG, 0, 38) : 0)) * n(s, 5, t, 0.025, 4000) * fresh,
    ),
    go_gc_heap_live_bytes: live,
    go_memstats_heap_alloc_bytes: alloc,
    go_memstats_heap_inuse_bytes: inuse,
    go_memstats_heap_idle_bytes: live * 0.6,
    go_memstats_heap_released_bytes: live * 0.41,
    go_memstats_heap_sys_bytes: inuse + live * 0.6,
    go_memstats_stack_sys_bytes: 14.2 * MIB,
    go_memstats_mspan_sys_bytes: 5 * MIB,
    go_memstats_mcache_sys_bytes: 0.2 * MIB,
    go_memstats_buck_hash_sys_bytes: 2.1 * MIB,
    go_memstats_gc_sys_bytes: 11 * MIB,
    go_memstats_other_sys_bytes: 3.1 * MIB,
    go_memstats_sys_bytes: inuse + live * 0.6 + 36 * MIB,
    go_gc_gomemlimit_bytes: s.limit ?? 9223372036854775807,
    go_gc_cpu_ratio: s.gc * n(s, 6, t, 0.2) * (s.leak ? ramp(t, FLAG, 1, 1.17) : 1),
    go_gc_duration_seconds_count: (1000 / cycle) * n(s, 7, t, 0.1),
    go_gc_duration_seconds_sum: 0.0001,
  };
  const v = M[metric];
  return v === undefined || v === null || (rate && v < 0) ? null : v;
}
function labelSets(id, metric) {
  const base = { target: id, job: targets.get(id)?.name ?? '', instance: '127.0.0.1:6060' };
  if (metric === 'process_cpu_time_seconds_total')
    return ['user', 'system'].map((cpu_mode) => ({ ...base, cpu_mode }));
  if (metric === 'process_cpu_core_ratio')
    return Array.from({ length: SHAPES[id].cores }, (_, i) => ({ ...base, core: String(i) }));
  return [base];
}
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300].map((x) => x * 1000);
const stepFor = (span, points) => STEPS.find((s) => s >= span / points) ?? 600_000;
function pauses(id, start, end) {
  const t = [];
  const v = [];
  const s = SHAPES[id];
  const every = 900;
  for (let k = Math.ceil(start / every); k * every < Math.min(end, s.until); k += 1) {
    if (s.from && Math.abs(k * every - s.from) < 9000) continue;
    const spread = Math.exp((hash(s.seed + k) + hash(s.seed + k * 3) + hash(s.seed + k * 7) - 1.5) * 1.3);
    t.push(k * every + Math.round(hash(k) * 400));
    v.push((k % 2 ? 58e-6 : 105e-6) * spread * (hash(k * 31) > 0.992 ? 9 : 1) * (k % 701 === 0 ? 30 : 1));
  }
  return { t, v };
}
function evaluate(q, start, end, step) {
  const m = /^(rate\()?([a-z_:]+)(?:\{target="([^"]+)"\})?/.exec(q.expr);
  if (!m || BROKEN)
    return {
      id: q.id,
      series: [],
      error: {
        code: 'PROMQL_PARSE',
        message: 'unknown function "histogram_quantil" at character 1',
        params: {},
      },
    };
  const [, rate, metric, id] = m;
  const ids = id ? [id] : [...targets.keys()];
  if (q.mode === 'raw')
    return {
      id: q.id,
      series: ids.filter((i) => SHAPES[i]).map((i) => ({ labels: { target: i }, ...pauses(i, start, end) })),
    };
  const t = [];
  for (let at = Math.ceil(start / step) * step; at <= end; at += step) t.push(at);
  const series = ids
    .filter((i) => SHAPES[i])
    .flatMap((i) =>
      labelSets(i, metric).map((labels) => ({
        labels,
        v: t.map((at) => value(i, metric, labels, at, rate)),
      })),
    )
    .filter((x) => x.v.some((y) => y !== null));
  return { id: q.id, t, series };
}
const status = () => ({
  version: '0.1.0',
  tMs: Date.now(),
  targets: targets.size,
  targetsUp: [...targets.values()].filter((t) => t.health === 'up').length,
  nextPollSeconds: 0.6,
  series: 1284,
  samplesPerMinute: 31_420,
  rssBytes: 61 * MIB,
  cpuRatio: 0.008,
  notices: process.argv.includes('--notice')
    ? [msg('READ_ONLY', 'The data folder cannot be written: nothing that is changed now will be kept.')]
    : [],
  head: {
    usedBytes: 19.8 * MIB,
    budgetBytes: 32 * MIB,
    windowSeconds: 3600,
    retentionSeconds: 3600,
    droppedSeries: 0,
  },
});
const probe = (url) => {
  if (/nowhere/.test(url)) return null;
  const base = /^https?:/.test(url) ? url.replace(/\/$/, '') : `http://${url}`;
  const p = (id, kind, path, found, o) => ({
    id,
    kind,
    url: base + path,
    found,
    error: found ? null : msg('NOT_THERE', 'not there (404)'),
    status: found ? 200 : 404,
    answerMs: 3,
    bytes: o.bytes ?? 0,
    series: 9,
    gives: msg('GIVES', o.gives ?? ''),
    intervalSeconds: o.s ?? 1,
    cost: { msPerSecond: o.ms ?? 0, basis: 'estimated' },
    suggested: o.on ?? found,
  });
  return {
    url: `${base}/`,
    name: 'pay-refunds',
    answered: true,
    error: null,
    elapsedMs: 14,
    goVersion: 'go1.27.3',
    buildVersion: '8d31f07',
    module: 'example.com/pay',
    startTime: iso(Date.now() - 200 * MIN),
    pid: null,
    goroutines: 128,
    liveBytes: 54.2 * MIB,
    profiles: ['heap', 'goroutine'],
    sources: [
      p('pprof', 'pprof', '/debug/pprof/', true, {
        ms: 0.1,
        bytes: 1945,
        gives: 'goroutines, threads; 9 profiles',
      }),
      p('expvar', 'expvar', '/debug/vars', true, {
        ms: 0.25,
        bytes: 6350,
        gives: 'memstats, the last 256 GC pauses',
      }),
      p('prometheus', 'prometheus', '/metrics', true, {
        ms: 0.36,
        s: 5,
        bytes: 38_900,
        gives: '214 series: go, process, http, 31 own',
      }),
      p('pprof-heap', 'pprof', '/debug/pprof/heap?debug=1', true, {
        ms: 0.81,
        s: 10,
        bytes: 98_300,
        on: false,
        gives: 'skipped: expvar and /metrics say it',
      }),
      p('gopherscope', 'gopherscope', '/debug/gopherscope/', false, {}),
    ],
    missing: MISSING,
    cost: { msPerSecond: 0.71, basis: 'estimated' },
    existing: /exists/.test(url) ? { id: 't1', name: 'shop-api', removed: false } : null,
  };
};

export { add, ANN, evaluate, iso, MIN, MISSING, msg, probe, removed, status, stepFor, target, targets };
