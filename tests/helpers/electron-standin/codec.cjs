// What structured clone carries, as JSON: undefined, bigint, NaN, dates, bytes. Throws on functions, as Electron does.
// One text for both sides: the preload world has no modules.
const source = `
const encode = (v) => {
  if (v === undefined) return { $: 'undefined' };
  if (typeof v === 'bigint') return { $: 'bigint', v: String(v) };
  if (typeof v === 'number' && !Number.isFinite(v)) return { $: 'number', v: String(v) };
  if (typeof v === 'function' || typeof v === 'symbol') throw new Error('An object could not be cloned.');
  if (v === null || typeof v !== 'object') return v;
  if (v instanceof Date) return { $: 'date', v: v.getTime() };
  if (v instanceof Uint8Array) return { $: 'bytes', v: [...v] };
  if (Array.isArray(v)) return { $: 'array', v: v.map(encode) };
  return { $: 'object', v: Object.entries(v).map(([k, x]) => [k, encode(x)]) };
};
const decode = (v) => {
  if (v === null || typeof v !== 'object') return v;
  switch (v.$) {
    case 'undefined': return undefined;
    case 'bigint': return BigInt(v.v);
    case 'number': return Number(v.v);
    case 'date': return new Date(v.v);
    case 'bytes': return new Uint8Array(v.v);
    case 'array': return v.v.map(decode);
    default: return Object.fromEntries(v.v.map(([k, x]) => [k, decode(x)]));
  }
};
`;
module.exports = { source, ...new Function(`${source} return { encode, decode };`)() };
