import { utilityProcess } from 'electron';
import { CHILD_HEAP_MB } from '../core/profile-host/fork.js';
import type { FromChild, StartChild } from '../core/profile-host/messages.js';

const SAID = 2000;

/** The child that reads profiles as a utility process: a packaged Electron is no Node that could be forked. */
export function utilityChild(script: string): StartChild {
  return () => {
    const child = utilityProcess.fork(script, [], {
      execArgv: [`--max-old-space-size=${CHILD_HEAP_MB.toString()}`],
      stdio: ['ignore', 'ignore', 'pipe'],
      serviceName: 'Gopherscope profiles',
    });
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString('utf8')).slice(-SAID);
    });
    return {
      get pid() {
        return child.pid;
      },
      send: (message) => {
        child.postMessage(message);
      },
      kill: () => {
        // Its own kill() asks; a child that counts does not listen.
        if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL');
        else child.kill();
      },
      onMessage: (listener) => {
        child.on('message', (message: FromChild) => {
          listener(message);
        });
      },
      onExit: (listener) => {
        child.once('exit', (code) => {
          listener({ code, signal: null, said });
        });
      },
    };
  };
}
