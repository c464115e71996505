import type { Command, NativeBridge, OpenRequest } from '../../shared/native/bridge.js';
import { native } from '../api/native.js';

export interface NativeHandlers {
  /** A command of the menu. */
  command: (command: Command) => void;
  /** Something to open, from a command line, a link or a file manager. */
  open: (request: OpenRequest) => void;
  /** A place of the page, `/targets/ID`: a notification was clicked. */
  navigate: (place: string) => void;
}

/** Follows what the desktop host tells, from what it kept for us on. Nothing in a browser. Returns what stops it. */
export function followNative(handlers: NativeHandlers, bridge: NativeBridge | null = native()): () => void {
  if (bridge === null) return () => undefined;
  const stops = [
    bridge.onCommand(handlers.command),
    bridge.onOpen(handlers.open),
    bridge.onNavigate(handlers.navigate),
  ];
  void bridge.ready();
  return () => {
    for (const stop of stops) stop();
  };
}
