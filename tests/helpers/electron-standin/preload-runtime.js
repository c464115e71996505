// What a sandboxed preload script may require: `electron`, its renderer half. Needs encode, decode and world.js.
const __standin_electron = (() => {
  const waiting = new Map();
  const listeners = new Map();
  let count = 0;
  const post = (message) => globalThis.__standin_send(JSON.stringify(message));
  globalThis.__standin_reply = (id, ok, text) => {
    const [resolve, reject] = waiting.get(id);
    waiting.delete(id);
    if (ok) resolve(decode(JSON.parse(text)));
    else reject(new Error(text));
  };
  globalThis.__standin_emit = (channel, text) => {
    for (const listener of [...(listeners.get(channel) ?? [])])
      listener({ sender: ipcRenderer }, ...decode(JSON.parse(text)));
  };
  const ipcRenderer = {
    invoke: (channel, ...args) =>
      new Promise((...settle) => {
        const id = ++count;
        waiting.set(id, settle);
        post({ id, channel, args: encode(args) });
      }),
    on: (channel, listener) => {
      if (!listeners.has(channel)) listeners.set(channel, new Set());
      listeners.get(channel).add(listener);
      return ipcRenderer;
    },
    removeListener: (channel, listener) => {
      listeners.get(channel)?.delete(listener);
      return ipcRenderer;
    },
  };
  return {
    ipcRenderer,
    contextBridge: { exposeInMainWorld: (key, api) => globalThis.__standin_expose(key, api) },
    webUtils: { getPathForFile: (file) => (file?.name ? `/standin/${file.name}` : '') },
  };
})();
const __standin_require = (id) => {
  if (id === 'electron' || id === 'electron/renderer') return __standin_electron;
  throw new Error(`module not found: ${id}`);
};
