/**
 * contextBridge between the preload's isolated world and the page's own: runs once in each, with the role as
 * argument. Values are copied, functions become stubs that call over, as Electron does it.
 */
(function (role) {
  const [mine, other] =
    role === 'main' ? ['__standin_main', '__standin_preload'] : ['__standin_preload', '__standin_main'];
  const functions = new Map();
  const ids = new WeakMap();
  const waiting = new Map();
  let count = 0;
  let returned;

  const send = (detail) => window.dispatchEvent(new CustomEvent(other, { detail }));
  const isPlain = (v) =>
    v !== null && typeof v === 'object' && [Object.prototype, null].includes(Object.getPrototypeOf(v));
  const idOf = (f) => {
    if (!ids.has(f)) {
      ids.set(f, ++count);
      functions.set(count, f);
    }
    return ids.get(f);
  };
  const pack = (v) => {
    if (typeof v === 'function') return { $f: idOf(v) };
    if (v instanceof Error) return { $e: [v.name, v.message] };
    if (Array.isArray(v)) return v.map(pack);
    return isPlain(v) ? Object.fromEntries(Object.entries(v).map(([k, x]) => [k, pack(x)])) : v;
  };
  const unpack = (v) => {
    if (Array.isArray(v)) return v.map(unpack);
    if (!isPlain(v)) return v;
    if ('$f' in v) return stub(v.$f);
    if ('$e' in v) return Object.assign(new Error(v.$e[1]), { name: v.$e[0] });
    return Object.fromEntries(Object.entries(v).map(([k, x]) => [k, unpack(x)]));
  };
  const stub =
    (id) =>
    (...args) => {
      returned = undefined;
      send({ kind: 'call', id, args: pack(args) });
      const result = returned;
      if (!result) return undefined;
      if (result.kind === 'throw') throw unpack(result.error);
      if (result.kind === 'promise') return new Promise((...settle) => waiting.set(result.promise, settle));
      return unpack(result.value);
    };
  const answer = ({ id, args }) => {
    try {
      const value = functions.get(id)(...unpack(args));
      if (typeof value?.then !== 'function') return { kind: 'value', value: pack(value) };
      const promise = ++count;
      value.then(
        (v) => send({ kind: 'settled', promise, ok: true, value: pack(v) }),
        (e) => send({ kind: 'settled', promise, ok: false, value: pack(e) }),
      );
      return { kind: 'promise', promise };
    } catch (error) {
      return { kind: 'throw', error: pack(error) };
    }
  };
  const freeze = (v) => {
    if (v !== null && typeof v === 'object') Object.values(Object.freeze(v)).forEach(freeze);
    return v;
  };
  window.addEventListener(
    mine,
    (event) => {
      event.stopImmediatePropagation();
      const message = event.detail;
      if (message.kind === 'expose')
        Object.defineProperty(globalThis, message.key, { value: freeze(unpack(message.api)) });
      else if (message.kind === 'returned') returned = message.result;
      else if (message.kind === 'call') send({ kind: 'returned', result: answer(message) });
      else if (message.kind === 'settled') {
        const [resolve, reject] = waiting.get(message.promise);
        waiting.delete(message.promise);
        if (message.ok) resolve(unpack(message.value));
        else reject(unpack(message.value));
      }
    },
    true,
  );
  if (role === 'preload')
    globalThis.__standin_expose = (key, api) => send({ kind: 'expose', key, api: pack(api) });
});
