// Electron's command line: -r FILE, --inspect=N, --js-flags=… go to Node; the rest is the app's argv.
const path = require('node:path');
const { spawn } = require('node:child_process');

const words = process.argv.slice(2);
const required = [];
const nodeFlags = [];
for (const [i, word] of words.entries()) {
  if (words[i - 1] === '-r') required.push(word);
  else if (word.startsWith('--inspect')) nodeFlags.push(word);
  else if (word.startsWith('--js-flags=')) nodeFlags.push(...word.slice(11).split(' ').filter(Boolean));
}
const child = spawn(
  process.execPath,
  [...nodeFlags, '--import', path.join(__dirname, 'register.mjs'), path.join(__dirname, 'run.cjs'), ...words],
  { stdio: 'inherit', env: { ...process.env, STANDIN_REQUIRE: required.join(path.delimiter) } },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => process.exit(code ?? 1));
