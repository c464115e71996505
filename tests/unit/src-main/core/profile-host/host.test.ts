import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { silentLog } from '../../../../../src-main/core/log/log.js';
import { ChildProfileHost } from '../../../../../src-main/core/profile-host/host.js';
import type { FromChild, ToChild } from '../../../../../src-main/core/profile-host/messages.js';
import { tempFolder } from '../../../../helpers/temp-folder.js';

it('knows the file of an answer that nobody waited for to the end', async () => {
  const heard: ToChild[] = [];
  let tell: (message: FromChild) => void = () => undefined;
  const host = new ChildProfileHost({
    start: () => ({
      pid: undefined,
      send: (message) => heard.push(message),
      kill: () => undefined,
      onMessage: (listener) => {
        tell = listener;
      },
      onExit: () => undefined,
    }),
    cacheDir: path.join(tempFolder(), 'cache'),
    log: silentLog(),
  });
  const question = { ask: 'export', filter: {}, format: 'folded' } as const;
  const ending = new AbortController();
  const asked = host.ask({ path: '/a.pb', module: null }, question, { signal: ending.signal });
  const [ask] = heard;
  if (ask?.say !== 'ask' || ask.answerFile === null) throw new Error('nothing was asked');
  ending.abort();
  expect(await asked).toMatchObject({ ok: false, error: { code: 'CANCELLED' } });
  const value = { file: ask.answerFile, bytes: 4 };
  fs.writeFileSync(value.file, 'a 1\n');
  tell({ say: 'answer', id: ask.id, ok: true, value });
  expect(await host.ask({ path: '/a.pb', module: null }, question)).toEqual({ ok: true, value });
  expect(heard.filter(({ say }) => say === 'ask')).toHaveLength(1);
});
