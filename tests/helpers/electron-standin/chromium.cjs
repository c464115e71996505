// One headless Chromium and its DevTools connection.
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { spawn } = require('node:child_process');
const WebSocket = require('ws');

const FLAGS = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--no-startup-window',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
let process_;
let profile;
let socket;
let count = 0;
const waiting = new Map();
/** Who hears the events of a DevTools session, by its id. */
const sessions = new Map();

/** Calls a DevTools method; rejects with what the protocol says. */
function send(method, params = {}, sessionId = undefined) {
  return new Promise((...settle) => {
    const id = ++count;
    waiting.set(id, settle);
    socket.send(JSON.stringify({ id, method, params, sessionId }));
  });
}

function receive(raw) {
  const { id, error, result, sessionId, method, params } = JSON.parse(raw);
  if (id !== undefined) {
    const [resolve, reject] = waiting.get(id);
    waiting.delete(id);
    if (error) reject(new Error(error.message));
    else resolve(result);
  } else if (sessionId !== undefined) sessions.get(sessionId)?.onDevTools(method, params);
  else if (method === 'Target.targetCreated' && params.targetInfo.openerId !== undefined)
    [...sessions.values()]
      .find(({ targetId }) => targetId === params.targetInfo.openerId)
      ?.opened(params.targetInfo);
  else if (method === 'Target.targetDestroyed')
    [...sessions.values()].find(({ targetId }) => targetId === params.targetId)?.gone();
}

async function start(debugPort) {
  profile = fs.mkdtempSync(path.join(os.tmpdir(), 'standin-chromium-'));
  process_ = spawn(
    process.env.CHROMIUM ?? '/usr/bin/chromium',
    [...FLAGS, `--remote-debugging-port=${debugPort}`, `--user-data-dir=${profile}`],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  process.on('exit', () => process_.kill('SIGKILL'));
  const address = await new Promise((resolve, reject) => {
    let said = '';
    process_.stderr.on('data', (chunk) => {
      said += chunk;
      const match = /DevTools listening on (ws:\S+)/.exec(said);
      if (match) resolve(match[1]);
    });
    process_.once('exit', (code) => reject(new Error(`chromium ended with ${code}: ${said}`)));
  });
  socket = new WebSocket(address, { perMessageDeflate: false });
  await new Promise((resolve) => socket.once('open', resolve));
  socket.on('message', receive);
  await send('Target.setDiscoverTargets', { discover: true });
  // Playwright waits for this line.
  process.stderr.write(`DevTools listening on ${address}\n`);
}

/** Ends Chromium and removes what it wrote. */
async function stop() {
  if (process_ === undefined) return;
  const gone = new Promise((resolve) => process_.once('close', resolve));
  process_.kill('SIGKILL');
  await gone;
  fs.rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
}

module.exports = { start, stop, send, sessions };
