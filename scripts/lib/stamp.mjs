import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

/** Hash of names, sizes and times of everything under some paths: changes when anything there does. */
export function stampOf(root, paths) {
  const hash = crypto.createHash('sha256');
  const walk = (relative) => {
    const absolute = path.join(root, relative);
    const stat = fs.statSync(absolute, { throwIfNoEntry: false });
    if (stat === undefined) return;
    if (stat.isDirectory())
      for (const name of fs.readdirSync(absolute).sort()) walk(path.join(relative, name));
    else hash.update(`${relative}\0${stat.size}\0${stat.mtimeMs}\n`);
  };
  paths.forEach(walk);
  return hash.digest('hex');
}

export function readStamp(file) {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
}
