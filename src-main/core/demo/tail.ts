import type { ChildProcess } from 'node:child_process';

const MAX_LINES = 20;
const MAX_CHARACTERS = 8192;

/** The last lines that a process has said, on either stream; both are read, so that it is never held up. */
export function tailOf(child: ChildProcess): () => string {
  let text = '';
  const take = (chunk: Buffer): void => {
    text = (text + chunk.toString('utf8')).slice(-MAX_CHARACTERS);
  };
  child.stdout?.on('data', take);
  child.stderr?.on('data', take);
  return () => text.trimEnd().split('\n').slice(-MAX_LINES).join('\n');
}
