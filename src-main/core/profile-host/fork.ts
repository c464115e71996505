import { fork } from 'node:child_process';
import type { ChildProcessHandle, FromChild, StartChild } from './messages.js';

/** The old generation of the child, MB; columns are counted by its resident memory. */
export const CHILD_HEAP_MB = 256;
const SAID = 2000;

/** The child under plain Node: `script` is its bundle. */
export function forkChild(script: string): StartChild {
  return (): ChildProcessHandle => {
    const child = fork(script, [], {
      // Not our own flags: they make a small core, and this one is to be fast.
      execArgv: [`--max-old-space-size=${CHILD_HEAP_MB.toString()}`],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString('utf8')).slice(-SAID);
    });
    // Without a listener a failed send would end the core; what matters is that it ends.
    child.on('error', () => undefined);
    return {
      pid: child.pid,
      send: (message) => {
        if (child.connected) child.send(message, () => undefined);
      },
      kill: () => {
        child.kill('SIGKILL');
      },
      onMessage: (listener) => {
        child.on('message', (message) => {
          listener(message as FromChild);
        });
      },
      onExit: (listener) => {
        let told = false;
        const tell = (code: number | null, signal: string | null): void => {
          if (told) return;
          told = true;
          listener({ code, signal, said });
        };
        child.once('close', tell);
        child.once('error', () => {
          if (child.pid === undefined) tell(null, null);
        });
      },
    };
  };
}
