// `electron` is module.cjs here, for import and for require.
import Module, { register } from 'node:module';

const target = new URL('./module.cjs', import.meta.url);
const isElectron = (name) => name === 'electron' || name === 'electron/main';
const resolveFilename = Module._resolveFilename;
Module._resolveFilename = function (name, ...rest) {
  return isElectron(name) ? target.pathname : resolveFilename.call(this, name, ...rest);
};
register(
  'data:text/javascript,' +
    encodeURIComponent(`export async function resolve(name, context, next) {
  if (name === 'electron' || name === 'electron/main') return { url: ${JSON.stringify(target.href)}, shortCircuit: true };
  return next(name, context);
}`),
);
