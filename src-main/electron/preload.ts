import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { NativeBridge } from '../../shared/native/bridge.js';
import {
  BRIDGE,
  CALLS,
  callChannel,
  eventChannel,
  type CallName,
  type EventName,
} from '../../shared/native/channels.js';

/** The page's side of the bridge: names and nothing else. What is behind them is checked in the main process. */

const call =
  (name: CallName) =>
  (...args: unknown[]) =>
    ipcRenderer.invoke(callChannel(name), ...args);

const on = (name: EventName) => (callback: (payload: never) => void) => {
  const channel = eventChannel(name);
  // The event object would hand ipcRenderer itself to the page.
  const listener = (_event: unknown, payload: unknown): void => {
    callback(payload as never);
  };
  ipcRenderer.on(channel, listener);
  return () => {
    ipcRenderer.removeListener(channel, listener);
  };
};

contextBridge.exposeInMainWorld(BRIDGE, {
  ...(Object.fromEntries(CALLS.map((name) => [name, call(name)])) as unknown as Pick<NativeBridge, CallName>),
  platform: process.platform,
  pathForFile: (file) => webUtils.getPathForFile(file as File),
  onCommand: on('command'),
  onOpen: on('open'),
  onNavigate: on('navigate'),
} satisfies NativeBridge);
