// npm run reliability -- NAME: long checks, each with its result as JSON under .cache/results.
const CHECKS: Record<string, () => Promise<unknown>> = {
  promql: () => import('./promql.js'),
  profiles: () => import('./profiles.js'),
};

const name = process.argv[2] ?? '';
const check = CHECKS[name];
if (check === undefined) {
  console.error(`usage: npm run reliability -- ${Object.keys(CHECKS).join('|')}`);
  process.exitCode = 2;
} else {
  await check();
}

export {};
