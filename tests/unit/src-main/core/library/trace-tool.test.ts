import fs from 'node:fs';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { TraceTools } from '../../../../../src-main/core/library/trace-tool.js';
import { tempFolder } from '../../../../helpers/temp-folder.js';

/** A go that notes each start, says `said` and stays. */
function fakeGo(said: string): { go: string; starts: () => number[] } {
  const dir = tempFolder();
  const go = path.join(dir, 'go');
  const notes = path.join(dir, 'starts');
  fs.writeFileSync(notes, '');
  fs.writeFileSync(go, `#!/bin/sh\necho $$ >> ${notes}\necho '${said}'\nexec sleep 60\n`, { mode: 0o755 });
  const starts = (): number[] => fs.readFileSync(notes, 'utf8').split('\n').filter(Boolean).map(Number);
  return { go, starts };
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

it('starts one viewer for a file that is opened twice at once', async () => {
  const { go, starts } = fakeGo('Listening on http://127.0.0.1:4711');
  const tools = new TraceTools(() => Promise.resolve(go));
  onTestFinished(() => {
    tools.close();
  });
  const [one, two] = await Promise.all([tools.open('/a.trace'), tools.open('/a.trace')]);
  expect(one).toEqual(two);
  expect(one.url).toBe('http://127.0.0.1:4711');
  expect(starts()).toEqual([one.pid]);
});

it('ends a viewer that has not yet said where it listens', async () => {
  const { go, starts } = fakeGo('Preparing');
  const tools = new TraceTools(() => Promise.resolve(go));
  const opened = tools.open('/a.trace').catch(String);
  await expect.poll(starts).toHaveLength(1);
  tools.close();
  expect(await opened).toContain('ended with');
  expect(isAlive(starts()[0] ?? 0)).toBe(false);
});
