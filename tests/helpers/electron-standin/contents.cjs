// Electron's `webContents` of a window, and the DevTools events behind it.
const { EventEmitter } = require('node:events');
const chromium = require('./chromium.cjs');
const { encode } = require('./codec.cjs');
const { answer } = require('./ipc-main.cjs');
const { note } = require('./journal.cjs');

const PRELOAD_WORLD = 'standin-preload';

class WebContents extends EventEmitter {
  constructor(window) {
    super();
    this.window = window;
    this.mainFrame = { url: '', origin: 'null', parent: null };
    this.openHandler = () => ({ action: 'allow' });
    this.openAllowed = true;
    /** Context of the preload's world; null while there is no page. */
    this.context = null;
    this.unsent = [];
  }

  getURL() {
    return this.mainFrame.url;
  }
  isDevToolsOpened() {
    return false;
  }
  setWindowOpenHandler(handler) {
    this.openHandler = handler;
  }
  reload() {
    return chromium.send('Page.reload', {}, this.window.session);
  }
  executeJavaScript(expression) {
    const options = { expression, awaitPromise: true, returnByValue: true };
    return chromium.send('Runtime.evaluate', options, this.window.session).then(({ result }) => result.value);
  }
  send(channel, ...args) {
    this.evaluate(
      `__standin_emit(${JSON.stringify(channel)}, ${JSON.stringify(JSON.stringify(encode(args)))})`,
    );
  }
  forcefullyCrashRenderer() {
    this.context = null;
    chromium.send('Page.crash', {}, this.window.session).catch(() => undefined);
  }

  /** Runs in the preload's world, once there is one. */
  evaluate(expression) {
    if (this.context === null) this.unsent.push(expression);
    else
      chromium
        .send('Runtime.evaluate', { expression, contextId: this.context }, this.window.session)
        .catch(() => undefined);
  }

  onDevTools(method, params) {
    switch (method) {
      case 'Runtime.executionContextCreated':
        if (params.context.name !== PRELOAD_WORLD) return;
        this.context = params.context.id;
        for (const expression of this.unsent.splice(0)) this.evaluate(expression);
        return;
      case 'Runtime.executionContextsCleared':
        this.context = null;
        return;
      case 'Runtime.bindingCalled':
        void this.invoked(JSON.parse(params.payload));
        return;
      case 'Runtime.exceptionThrown':
        note('pageError', {
          text: params.exceptionDetails.exception?.description ?? params.exceptionDetails.text,
        });
        return;
      case 'Page.loadEventFired':
        this.emit('did-finish-load');
        return;
      case 'Page.frameNavigated': {
        const { parentId, url } = params.frame;
        if (parentId !== undefined) return;
        this.mainFrame = { url, origin: new URL(url).origin, parent: null };
        this.emit('did-navigate', {}, url);
        return;
      }
      case 'Page.navigatedWithinDocument':
        this.mainFrame.url = params.url;
        this.emit('did-navigate-in-page', {}, params.url, true);
        return;
      case 'Inspector.targetCrashed':
        this.context = null;
        this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 11 });
        return;
      case 'Page.windowOpen': {
        const { action } = this.openHandler({ url: params.url });
        this.openAllowed = action === 'allow';
        note('windowOpen', { url: params.url, action });
        return;
      }
      case 'Fetch.requestPaused':
        this.navigationAsked(params);
    }
  }

  /** A frame is about to load a document: what Electron asks will-frame-navigate about. */
  navigationAsked({ requestId, request, frameId }) {
    const { session, targetId, loading } = this.window;
    let refused = false;
    const event = {
      url: request.url,
      isMainFrame: frameId === targetId,
      preventDefault: () => (refused = true),
    };
    // What main itself loads is not asked about.
    if (loading === null || !request.url.startsWith(loading)) this.emit('will-frame-navigate', event);
    note('navigation', { url: request.url, refused });
    const method = refused ? 'Fetch.failRequest' : 'Fetch.continueRequest';
    const params = refused ? { requestId, errorReason: 'Aborted' } : { requestId };
    chromium.send(method, params, session).catch(() => undefined);
  }

  async invoked({ id, channel, args }) {
    const event = { sender: this, senderFrame: this.mainFrame };
    const { ok, text } = await answer(event, channel, args);
    this.evaluate(`__standin_reply(${id}, ${ok}, ${JSON.stringify(text)})`);
  }
}

module.exports = { WebContents, PRELOAD_WORLD };
