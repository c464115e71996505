// Electron's `ipcMain`, as far as it answers invoke.
const { decode, encode } = require('./codec.cjs');
const { note } = require('./journal.cjs');

const handlers = new Map();
const ipcMain = {
  handle: (channel, handler) => {
    if (handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    handlers.set(channel, handler);
  },
  removeHandler: (channel) => handlers.delete(channel),
  /** Channels that have a handler, for tests. */
  __channels: () => [...handlers.keys()],
};

/** Answers one invoke; resolves with ok and the text that goes back. */
async function answer(event, channel, args) {
  try {
    const handler = handlers.get(channel);
    if (handler === undefined) throw new Error(`No handler registered for '${channel}'`);
    const text = JSON.stringify(encode(await handler(event, ...decode(args))));
    note('invoke', { channel, ok: true });
    return { ok: true, text };
  } catch (error) {
    note('invoke', { channel, ok: false });
    return { ok: false, text: `Error invoking remote method '${channel}': ${error}` };
  }
}

module.exports = { ipcMain, answer };
