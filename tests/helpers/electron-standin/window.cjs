// Electron's `BrowserWindow`: a Chromium tab with the preload script in a world of its own.
const fs = require('node:fs');
const path = require('node:path');
const { EventEmitter } = require('node:events');
const { app } = require('./app.cjs');
const chromium = require('./chromium.cjs');
const codec = require('./codec.cjs');
const { PRELOAD_WORLD, WebContents } = require('./contents.cjs');
const { note } = require('./journal.cjs');

const read = (name) => fs.readFileSync(path.join(__dirname, name), 'utf8');
// The file is one function expression; the last semicolon would end it.
const WORLD = read('world.js').trim().replace(/;$/, '');
const RUNTIME = read('preload-runtime.js');
const windows = [];

class BrowserWindow extends EventEmitter {
  constructor(options) {
    super();
    if (!app.isReady()) throw new Error('Cannot create BrowserWindow before app is ready');
    const { x = 0, y = 0, width = 800, height = 600 } = options;
    Object.assign(this, {
      bounds: { x, y, width, height },
      visible: options.show !== false,
      maximized: false,
    });
    Object.assign(this, { minimized: false, destroyed: false, loading: null, shownOnce: false });
    this.webContents = new WebContents(this);
    windows.push(this);
    note('window', { options });
    this.made = this.make(options.webPreferences ?? {});
    app.emit('web-contents-created', {}, this.webContents);
  }

  async make({ preload, sandbox }) {
    const { width, height } = this.bounds;
    const created = await chromium.send('Target.createTarget', {
      url: 'about:blank',
      width,
      height,
      newWindow: true,
    });
    this.targetId = created.targetId;
    const { sessionId } = await chromium.send('Target.attachToTarget', {
      targetId: this.targetId,
      flatten: true,
    });
    this.session = sessionId;
    chromium.sessions.set(sessionId, this);
    const call = (method, params) => chromium.send(method, params, sessionId);
    await Promise.all([call('Page.enable'), call('Runtime.enable'), call('Inspector.enable')]);
    await call('Fetch.enable', { patterns: [{ resourceType: 'Document' }] });
    await call('Page.addScriptToEvaluateOnNewDocument', { source: `${WORLD}('main')` });
    const code = fs.readFileSync(preload, 'utf8');
    if (sandbox !== false && /^\s*import\s/m.test(code))
      throw new Error('a sandboxed preload script is no ES module');
    await call('Runtime.addBinding', { name: '__standin_send', executionContextName: PRELOAD_WORLD });
    const process_ = JSON.stringify({ platform: process.platform, sandboxed: true, type: 'renderer' });
    await call('Page.addScriptToEvaluateOnNewDocument', {
      source: `(() => { ${codec.source}; ${WORLD}('preload'); ${RUNTIME};
        (function (require, process, module, exports) { ${code}\n})(__standin_require, ${process_}, { exports: {} }, {}); })()`,
      worldName: PRELOAD_WORLD,
    });
  }

  onDevTools(method, params) {
    this.webContents.onDevTools(method, params);
    if (method !== 'Page.loadEventFired' || this.shownOnce || this.webContents.getURL() === 'about:blank')
      return;
    this.shownOnce = true;
    this.emit('ready-to-show');
  }

  /** The page opened a window: it stays only if the handler says so. */
  opened({ targetId }) {
    if (this.webContents.openAllowed) return;
    chromium.send('Target.closeTarget', { targetId }).catch(() => undefined);
  }

  async loadURL(url) {
    await this.made;
    this.loading = url.split('#')[0];
    const { errorText } = await chromium.send('Page.navigate', { url }, this.session);
    this.loading = null;
    if (errorText) throw new Error(`${errorText} loading '${url}'`);
  }

  close() {
    let refused = false;
    this.emit('close', { preventDefault: () => (refused = true) });
    if (refused) return;
    chromium.send('Target.closeTarget', { targetId: this.targetId }).catch(() => undefined);
    this.gone();
  }
  gone() {
    if (this.destroyed) return;
    this.destroyed = true;
    windows.splice(windows.indexOf(this), 1);
    this.emit('closed');
    if (windows.length === 0) app.emit('window-all-closed');
  }

  show() {
    this.visible = true;
    note('show');
    this.emit('show');
  }
  focus() {
    note('focus');
    this.emit('focus');
  }
  maximize() {
    this.maximized = true;
    this.emit('maximize');
  }
  restore() {
    this.minimized = false;
  }
  minimize() {
    this.minimized = true;
  }
  setBounds(bounds) {
    Object.assign(this.bounds, bounds);
    this.emit('resize');
  }
  isDestroyed() {
    return this.destroyed;
  }
  isMinimized() {
    return this.minimized;
  }
  isMaximized() {
    return this.maximized;
  }
  isVisible() {
    return this.visible;
  }
  getNormalBounds() {
    return { ...this.bounds };
  }
  setBackgroundColor(colour) {
    note('background', { colour });
  }
  setTitleBarOverlay(overlay) {
    note('titleBar', { overlay });
  }
  static getAllWindows() {
    return [...windows];
  }
}

const webContents = {
  fromDevToolsTargetId: (id) => windows.find(({ targetId }) => targetId === id)?.webContents,
  getAllWebContents: () => windows.map((window) => window.webContents),
};

module.exports = { BrowserWindow, webContents };
