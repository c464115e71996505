import { ProfileServer } from './server.js';
import type { FromChild, ToChild } from './messages.js';

/** The end of utilityProcess inside the child; under plain Node there is none. */
interface ParentPort {
  on(event: 'message', listener: (event: { data: ToChild }) => void): void;
  postMessage(message: FromChild): void;
}

const { parentPort } = process as unknown as { parentPort?: ParentPort };
const server = new ProfileServer((message) => {
  if (parentPort !== undefined) parentPort.postMessage(message);
  else process.send?.(message);
});
if (parentPort !== undefined)
  parentPort.on('message', ({ data }) => {
    server.take(data);
  });
else
  process.on('message', (message) => {
    server.take(message as ToChild);
  });
// The core is gone: nobody waits for an answer.
process.on('disconnect', () => process.exit(0));
