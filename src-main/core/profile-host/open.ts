import type { ProfileLimits, ProfileProgress } from '../../../shared/model/profile-work.js';
import { ProfileDecoder } from '../profile/decode.js';
import type { Profile } from '../profile/model/profile.js';
import { ProfileView } from '../profile/view.js';
import { readProfileFile } from './inflate.js';

/** An execution trace is kept and handed on, not read. */
export type Opened = OpenedProfile | { kind: 'trace' };
export interface OpenedProfile {
  kind: 'profile';
  view: ProfileView;
  /** What it is called. */
  hint: string;
}

export interface ToOpen {
  path: string;
  module: string | null;
  hint: string;
  limits: ProfileLimits;
}

/** What all open profiles but the newest may hold together, bytes of their columns. */
const KEPT_BYTES = 48 * 1024 * 1024;
const PROGRESS_EVERY_MS = 100;
/** How a trace of Go's runtime begins: `go 1.22 trace` and zeros. */
const TRACE = /^go 1\.\d+ trace\0/;

type Report = (progress: ProfileProgress, inflated: number) => void;

/** Profiles that were asked for last, by file and module, so that the second question is answered from memory. */
export class OpenProfiles {
  private readonly kept = new Map<string, { opened: Opened; bytes: number }>();

  /** Throws what the decoder refuses; an AbortError when `signal` ends it. */
  async open(file: ToOpen, signal: AbortSignal, report: Report): Promise<Opened> {
    const key = JSON.stringify([file.path, file.module, file.hint]);
    const known = this.kept.get(key);
    if (known !== undefined) {
      this.kept.delete(key);
      this.kept.set(key, known);
      return known.opened;
    }
    this.makeRoom();
    const { opened, bytes } = await read(file, signal, report);
    this.kept.set(key, { opened, bytes });
    return opened;
  }

  private makeRoom(): void {
    let held = [...this.kept.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    for (const [key, { bytes }] of this.kept) {
      if (held <= KEPT_BYTES) return;
      this.kept.delete(key);
      held -= bytes;
    }
  }
}

async function read(
  { path, module, hint, limits }: ToOpen,
  signal: AbortSignal,
  report: Report,
): Promise<{ opened: Opened; bytes: number }> {
  const reading = await readProfileFile(path, limits, signal);
  const decoder = new ProfileDecoder();
  let toldMs = -Infinity;
  let isFirst = true;
  for await (const chunk of reading.chunks) {
    if (isFirst && TRACE.test(Buffer.from(chunk.subarray(0, 32)).toString('latin1')))
      return { opened: { kind: 'trace' }, bytes: 0 };
    isFirst = false;
    decoder.push(chunk);
    const now = performance.now();
    if (now - toldMs < PROGRESS_EVERY_MS) continue;
    toldMs = now;
    report({ phase: 'reading', bytes: reading.read(), of: reading.size }, reading.inflated());
    // A cancel comes as a message, which waits for the loop.
    await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
  }
  report({ phase: 'working', bytes: reading.size, of: reading.size }, reading.inflated());
  const profile = decoder.end();
  return {
    opened: { kind: 'profile', view: new ProfileView(profile, { module, hint }), hint },
    bytes: sizeOf(profile),
  };
}

/** Bytes of the columns and, about, of the strings. */
function sizeOf({ strings, stacks, locations, lines, funcs, samples }: Profile): number {
  const columns = [stacks, locations, lines, funcs, samples].flatMap((part) =>
    Object.values(part).flatMap((column) =>
      Array.isArray(column) ? (column as unknown[]) : [column as unknown],
    ),
  );
  const ofColumns = columns.reduce<number>(
    (sum, column) => sum + (ArrayBuffer.isView(column) ? column.byteLength : 0),
    0,
  );
  return ofColumns + strings.reduce((sum, text) => sum + 24 + text.length, 0);
}
