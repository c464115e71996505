import { spawn, type ChildProcessByStdio } from 'node:child_process';
import readline from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { frame } from '../../helpers/pprof-oracle.js';

/** A process that answers each frame with a line of JSON; one that ends or hangs is started again. */
export class Answering<A> {
  private readonly command: readonly string[];
  private child: ChildProcessByStdio<Writable, Readable, null> | null = null;
  private lines: AsyncIterator<string> | null = null;

  constructor(command: readonly string[]) {
    this.command = command;
  }

  /** An answer an input; null for the one at which the process ended or took longer than `hangMs`. */
  async ask(inputs: readonly Uint8Array[], hangMs: number): Promise<(A | null)[]> {
    const answers: (A | null)[] = [];
    while (answers.length < inputs.length) {
      const { child, lines } = this.running();
      child.stdin.write(Buffer.concat(inputs.slice(answers.length).map(frame)));
      for (;;) {
        const line = await Promise.race([lines.next(), after(hangMs)]);
        if (line === undefined || line.done === true) {
          answers.push(null);
          this.stop();
          break;
        }
        answers.push(JSON.parse(line.value) as A);
        if (answers.length === inputs.length) break;
      }
    }
    return answers;
  }

  stop(): void {
    this.child?.kill('SIGKILL');
    this.child = null;
    this.lines = null;
  }

  private running(): { child: ChildProcessByStdio<Writable, Readable, null>; lines: AsyncIterator<string> } {
    if (this.child === null || this.lines === null) {
      const [exe = '', ...args] = this.command;
      this.child = spawn(exe, args, { stdio: ['pipe', 'pipe', 'inherit'] });
      this.child.stdin.on('error', () => undefined);
      this.lines = readline.createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
    }
    return { child: this.child, lines: this.lines };
  }
}

function after(ms: number): Promise<undefined> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms, undefined).unref();
  });
}
