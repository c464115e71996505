import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';

const { getRawHeader, listPackage } = createRequire(import.meta.url)('@electron/asar');

/** Without these it does not start. */
const NEEDED = [
  '/package.json',
  '/dist/electron/main.mjs',
  '/dist/electron/preload.cjs',
  '/dist/electron/profile-child.mjs',
  '/dist/renderer/index.html',
];
/** Nothing else has a reason to go along. */
const MAY_BE = /^\/(?:package\.json|LICENSE|dist|dist\/(?:electron|renderer)(?:\/.*)?)$/;

/**
 * Looks into the app.asar under a folder: what is missing of it and what should not be there, as sentences; the
 * number of files and their bytes.
 */
export function checkPackage(out) {
  const file = fs
    .readdirSync(out, { recursive: true })
    .map((name) => path.join(out, name))
    .find((name) => path.basename(name) === 'app.asar');
  if (file === undefined) return { file: out, files: 0, bytes: 0, problems: ['There is no app.asar.'] };
  const inside = listPackage(file).map((name) => name.replaceAll('\\\\', '/'));
  return { file, ...judge(inside), ...sizeOf(getRawHeader(file).header) };
}

/** What is wrong with a list of paths inside an asar. */
export function judge(inside) {
  return {
    problems: [
      ...NEEDED.filter((name) => !inside.includes(name)).map((name) => `${name} is missing.`),
      ...inside
        .filter((name) => !MAY_BE.test(name) || name.endsWith('.map'))
        .map((name) => `${name} has no business in there.`),
    ],
  };
}

function sizeOf({ files: entries = {} }) {
  let files = 0;
  let bytes = 0;
  for (const entry of Object.values(entries)) {
    const inner = entry.files === undefined ? { files: 1, bytes: entry.size } : sizeOf(entry);
    files += inner.files;
    bytes += inner.bytes;
  }
  return { files, bytes };
}
