// Notification, dialog, shell, session, screen, safeStorage: the system around the app.
const { EventEmitter } = require('node:events');
const { note } = require('./journal.cjs');

class Notification extends EventEmitter {
  /** Those on the screen, for tests to click. */
  static __shown = [];
  static isSupported() {
    return true;
  }
  constructor({ title, body }) {
    super();
    Object.assign(this, { title, body });
  }
  show() {
    note('notification', { title: this.title, body: this.body });
    Notification.__shown.push(this);
  }
  close() {
    note('notificationClosed', { title: this.title });
    Notification.__shown = Notification.__shown.filter((one) => one !== this);
    this.emit('close');
  }
}

const dialog = {
  /** What the next file dialogs answer, for tests. */
  __answers: [],
  showOpenDialog: (_window, options) => {
    note('openDialog', { options });
    return Promise.resolve(dialog.__answers.shift() ?? { canceled: true, filePaths: [] });
  },
  showErrorBox: (title, content) => note('errorBox', { title, content }),
};

const shell = {
  openExternal: (url) => {
    note('openExternal', { url });
    return Promise.resolve();
  },
  showItemInFolder: (file) => note('showItem', { file }),
};

const defaultSession = Object.assign(new EventEmitter(), {
  setPermissionRequestHandler: (handler) => (defaultSession.__onRequest = handler),
  setPermissionCheckHandler: (handler) => (defaultSession.__onCheck = handler),
  setDevicePermissionHandler: (handler) => (defaultSession.__onDevice = handler),
});

/** Seals by turning every bit; STANDIN_KEYCHAIN names what Linux would have, `basic_text` where it says nothing. */
const turned = (bytes) => Buffer.from(bytes.map((byte) => byte ^ 0xff));
const safeStorage = {
  isAsyncEncryptionAvailable: () => Promise.resolve(true),
  getSelectedStorageBackend: () => process.env.STANDIN_KEYCHAIN ?? 'basic_text',
  encryptStringAsync: (text) => Promise.resolve(turned(Buffer.from(text))),
  decryptStringAsync: (sealed) =>
    Promise.resolve({ result: turned(sealed).toString(), shouldReEncrypt: false }),
};

const area = { x: 0, y: 0, width: 1920, height: 1040 };
const screen = { getAllDisplays: () => [{ id: 1, workArea: area }] };

module.exports = { Notification, dialog, shell, session: { defaultSession }, screen, safeStorage };
