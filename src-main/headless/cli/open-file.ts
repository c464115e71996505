import path from 'node:path';
import { LOCAL_LIMITS } from '../../../shared/model/profile-work.js';
import { readProfileFile } from '../../core/profile-host/inflate.js';
import { ProfileDecoder } from '../../core/profile/decode.js';
import { ProfileRefused } from '../../core/profile/model/profile.js';
import { ProfileView } from '../../core/profile/view.js';

/** The profile of a file; throws what the decoder refuses. */
export async function openFile(file: string): Promise<ProfileView> {
  const reading = await readProfileFile(file, LOCAL_LIMITS, new AbortController().signal);
  const decoder = new ProfileDecoder();
  for await (const chunk of reading.chunks) decoder.push(chunk);
  return new ProfileView(decoder.end(), { module: null, hint: path.basename(file) });
}

/** Runs a command: what it gives goes to standard output, a refusal in one line to standard error with exit code 1. */
export function run(work: () => Promise<string>): void {
  work().then(
    (text) => {
      // Who reads only the head of it closes the pipe.
      process.stdout.on('error', () => process.exit(0));
      // Left to itself, the process would wait for code that V8 is still compiling.
      process.stdout.write(text, () => process.exit());
    },
    (error: unknown) => {
      const isUsage = error instanceof UsageError;
      const known = error instanceof ProfileRefused || isUsage;
      const text = known
        ? error.message
        : error instanceof Error
          ? (error.stack ?? error.message)
          : String(error);
      process.stderr.write(`gopherscope: ${text}\n`);
      process.exitCode = isUsage ? 2 : 1;
    },
  );
}

/** Used in another way than it can be; the message says how. */
export class UsageError extends Error {}
