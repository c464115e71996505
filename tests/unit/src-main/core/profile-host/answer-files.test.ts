import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { AnswerFiles } from '../../../../../src-main/core/profile-host/answer-files.js';
import { tempFolder } from '../../../../helpers/temp-folder.js';

it('leaves an answer alone that is being written when the next is asked for', () => {
  const dir = path.join(tempFolder(), 'cache');
  fs.mkdirSync(dir);
  fs.writeFileSync(path.join(dir, 'of-the-run-before'), '');
  const files = new AnswerFiles(dir);
  const file = { path: '/a.pb', module: null };
  const place = files.place(file, { ask: 'export', filter: {}, format: 'folded' });
  expect(fs.readdirSync(dir)).toEqual([]);
  fs.writeFileSync(`${place}.tmp`, 'half');
  files.place(file, { ask: 'export', filter: {}, format: 'pprof' });
  expect(fs.readFileSync(`${place}.tmp`, 'utf8')).toBe('half');
});
