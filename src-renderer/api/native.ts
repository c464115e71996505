import type { NativeBridge } from '../../shared/native/bridge.js';
import { BRIDGE } from '../../shared/native/channels.js';

/** The desktop host's bridge; null in a browser. */
export const native = (): NativeBridge | null =>
  (window as unknown as Partial<Record<typeof BRIDGE, NativeBridge>>)[BRIDGE] ?? null;
