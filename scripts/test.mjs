// npm test: installs what is missing, then every check there is, two at a time. Last line: N passed, N failed.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensurePackages } from './lib/install.mjs';
import { ensurePrograms } from './lib/programs.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const reports = path.join(root, '.cache', 'reports');
process.env.TZ = 'UTC';

ensurePackages(root);
ensurePrograms();
const { buildChanged } = await import('./lib/build.mjs');
await buildChanged(root);
// A report that is missing afterwards is a failure, so none may be left from before.
fs.rmSync(reports, { recursive: true, force: true });
fs.mkdirSync(reports, { recursive: true });

const bin = (name) => path.join(root, 'node_modules', '.bin', name);
const report = (name) => path.join(reports, `${name}.json`);

/** One check: a command, and how its tests are counted (one pass or failure where it has none). */
const check = (name, command, args, options = {}) => ({ name, command, args, ...options });
const tsc = (project, compiler = 'tsc') =>
  check(`types ${project}`, bin(compiler), ['-p', `tsconfig.${project}.json`]);

const STATIC = [
  tsc('shared'),
  tsc('core'),
  tsc('tests'),
  tsc('renderer', 'vue-tsc'),
  check('import rules', bin('depcruise'), [
    '--config',
    '.dependency-cruiser.cjs',
    'shared',
    'src-main',
    'src-renderer',
  ]),
  check('lint', bin('eslint'), ['--cache', '--cache-location', '.cache/eslint', '.']),
  check('format', bin('prettier'), [
    '--check',
    '--cache',
    '--cache-location',
    '.cache/prettier',
    '--log-level',
    'warn',
    '.',
  ]),
  check('go vet', 'go', ['vet', './...'], { cwd: 'go' }),
  check('go test', 'go', ['test', './...'], { cwd: 'go' }),
  check('go test shop', 'go', ['test', './...'], { cwd: 'go/_example/ecommerce' }),
  check('go vet fixtures', 'go', ['vet', './...'], { cwd: 'tests/fixtures/goapps' }),
];
const DYNAMIC = [
  check(
    'unit and integration',
    bin('vitest'),
    ['run', '--coverage', '--reporter=default', '--reporter=json', `--outputFile.json=${report('vitest')}`],
    {
      count: () => countVitest(report('vitest')),
    },
  ),
];
/** Half of the end-to-end tests: by then the other lane has the other half. */
const endToEnd = (half) =>
  check(
    `end to end ${half}`,
    bin('playwright'),
    [
      ...['test', '-c', 'tests/e2e/playwright.config.ts', '--shard', half],
      ...['--output', path.join(root, '.cache', 'playwright', half.replace('/', '-of-'))],
    ],
    {
      count: () => countPlaywright(report(`e2e-${half.slice(0, 1)}`)),
      env: { PLAYWRIGHT_JSON_OUTPUT_NAME: report(`e2e-${half.slice(0, 1)}`) },
    },
  );

const outcomes = [];
const lane = async (checks) => {
  for (const one of checks) outcomes.push(await run(one));
};
// No browser beside the integration tests, which look for every single sample.
const dynamic = lane(DYNAMIC);
await Promise.all([
  Promise.all([lane(STATIC), dynamic]).then(() => lane([endToEnd('1/2')])),
  dynamic.then(() => lane([endToEnd('2/2')])),
]);

let passed = 0;
let failed = 0;
for (const { name, ok, counted, seconds, output } of outcomes) {
  passed += counted.passed;
  failed += counted.failed;
  process.stdout.write(
    `${ok ? 'ok    ' : 'FAILED'} ${name}: ${counted.passed} passed, ${counted.failed} failed, ${seconds} s\n`,
  );
  if (!ok) process.stdout.write(`${output.slice(-12_000)}\n`);
}
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);

function run({ name, command, args, cwd = '.', count, env = {} }) {
  const started = Date.now();
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: path.join(root, cwd),
      env: { ...process.env, FORCE_COLOR: '0', ...env },
      shell: process.platform === 'win32',
    });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    const end = (code, error) => {
      if (error) output += String(error);
      const counted = count?.() ?? { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
      // A runner that ends badly without a failed test (coverage, a crash) has failed all the same.
      if (code !== 0 && counted.failed === 0) counted.failed = 1;
      const seconds = Math.round((Date.now() - started) / 1000);
      process.stderr.write(`${code === 0 ? 'ok    ' : 'FAILED'} ${name}, ${seconds} s\n`);
      resolve({ name, ok: code === 0, counted, seconds, output });
    };
    child.once('error', (error) => end(1, error));
    child.once('close', (code) => end(code));
  });
}

function countVitest(file) {
  if (!fs.existsSync(file)) return { passed: 0, failed: 1 };
  const { numPassedTests, numFailedTests, numFailedTestSuites } = JSON.parse(fs.readFileSync(file, 'utf8'));
  return { passed: numPassedTests, failed: Math.max(numFailedTests, numFailedTestSuites > 0 ? 1 : 0) };
}

function countPlaywright(file) {
  if (!fs.existsSync(file)) return { passed: 0, failed: 1 };
  const { expected, flaky, unexpected } = JSON.parse(fs.readFileSync(file, 'utf8')).stats;
  return { passed: expected + flaky, failed: unexpected };
}
