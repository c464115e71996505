// utilityProcess: a Node of its own that finds Electron's `process.parentPort`.
const path = require('node:path');
const { EventEmitter } = require('node:events');
const { fork } = require('node:child_process');
const { note } = require('./journal.cjs');

const utilityProcess = {
  fork: (script, args = [], { execArgv = [], serviceName } = {}) => {
    note('utilityProcess', { script: path.basename(script), execArgv, serviceName });
    const child = fork(script, args, {
      execArgv: [...execArgv, '--require', path.join(__dirname, 'utility-port.cjs')],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    const handle = Object.assign(new EventEmitter(), {
      pid: child.pid,
      stderr: child.stderr,
      postMessage: (message) => child.connected && child.send(message, () => undefined),
      kill: () => child.kill(),
    });
    child.on('message', (message) => handle.emit('message', message));
    // As Electron: a code also for one that was killed.
    child.once('close', (code, signal) => {
      handle.pid = undefined;
      handle.emit('exit', code ?? (signal === null ? 0 : 1));
    });
    return handle;
  },
};

module.exports = { utilityProcess };
