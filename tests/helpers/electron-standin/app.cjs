// Electron's `app`.
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { EventEmitter } = require('node:events');
const chromium = require('./chromium.cjs');
const { note } = require('./journal.cjs');

const { pkg, appPath, isPackaged, debugPort } = globalThis.__standin;
const home = process.env.STANDIN_HOME ?? path.join(os.tmpdir(), 'standin-home');
const paths = {
  home,
  appData: home,
  userData: path.join(home, pkg.name),
  temp: os.tmpdir(),
  exe: process.env.STANDIN_EXE,
};
let ready = false;
let ending = false;
let becomeReady;
const whenReady = new Promise((resolve) => (becomeReady = resolve));

const app = Object.assign(new EventEmitter(), {
  name: pkg.name,
  isPackaged,
  whenReady: () => whenReady,
  isReady: () => ready,
  getName: () => app.name,
  getVersion: () => pkg.version,
  getAppPath: () => appPath,
  getPath: (name) => paths[name],
  setPath: (name, dir) => {
    if (ready) throw new Error('setPath after ready does not move what is open');
    fs.mkdirSync(dir, { recursive: true });
    paths[name] = dir;
    note('path', { name, dir });
  },
  enableSandbox: () => note('enableSandbox'),
  setAboutPanelOptions: (options) => note('about', { options }),
  setBadgeCount: (count) => note('badge', { count }),
  setAsDefaultProtocolClient: (scheme) => note('protocolClient', { scheme }),
  commandLine: { appendSwitch: () => undefined, removeSwitch: () => undefined },
  /** As Electron: before-quit may refuse; then every window closes. */
  quit: () => {
    let refused = false;
    app.emit('before-quit', { preventDefault: () => (refused = true) });
    if (!refused) app.exit(0);
  },
  exit: (code = 0) => {
    ending = true;
    note('exit', { code });
    // Playwright ends its connection at this line.
    process.stderr.write('Waiting for the debugger to disconnect...\n');
    void chromium
      .stop()
      .catch(() => undefined)
      .then(() => process.exit(code));
  },
  __start: async () => {
    try {
      await chromium.start(debugPort);
    } catch (error) {
      // It was ended while it started.
      if (ending) return;
      throw error;
    }
    ready = true;
    app.emit('ready', {});
    becomeReady();
  },
});
// Electron turns the signal into a quit; an app that listens to it too sees both.
process.on('SIGTERM', () => app.quit());

module.exports = { app };
