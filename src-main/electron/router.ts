import * as v from 'valibot';
import { CallArguments, type CallTable } from '../../shared/native/bridge.js';
import type { CallName } from '../../shared/native/channels.js';

/** Who calls: what Electron says of the sender, not what the sender says. */
export interface Caller {
  /** It is the page of a window of ours, still there. */
  isOurWindow: boolean;
  /** It is that page itself, not a frame in it. */
  isMainFrame: boolean;
  /** Origin of the frame; `null` for about:blank, data: and the like. */
  origin: string;
}

/** Far more than any call needs. */
const MAX_BYTES = 64 * 1024;

/**
 * The gate before every call: the main frame of our window at the core's exact origin, arguments of a bounded
 * size that fit the schema. Throws otherwise, and the handler is never reached.
 */
export function createRouter(
  handlers: CallTable,
  origin: string,
): (name: CallName, caller: Caller, args: unknown[]) => unknown {
  return (name, caller, args) => {
    if (!caller.isOurWindow || !caller.isMainFrame || caller.origin !== origin)
      throw new Error(`${name}: refused, not the page of this window`);
    if (sizeOf(args) > MAX_BYTES) throw new Error(`${name}: refused, arguments too large`);
    const parsed = v.safeParse(CallArguments[name], args);
    if (!parsed.success) throw new Error(`${name}: refused, arguments of another shape`);
    const handle = handlers[name] as (...given: unknown[]) => unknown;
    return handle(...(parsed.output as unknown[]));
  };
}

/** Bytes as JSON; infinite for what JSON cannot say (cycles, BigInt), which no call takes. */
function sizeOf(args: unknown): number {
  try {
    return JSON.stringify(args).length;
  } catch {
    return Infinity;
  }
}
