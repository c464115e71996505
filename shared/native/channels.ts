/** Names of the native bridge, apart from its types: the preload script holds nothing but these. */

/** What the page may ask the desktop host to do. */
export const CALLS = [
  'ready',
  'openInEditor',
  'revealFile',
  'openExternal',
  'setBadge',
  'setTitleBar',
  'pickFiles',
  'showMenu',
] as const;
export type CallName = (typeof CALLS)[number];

/** What the desktop host tells the page. */
export const EVENTS = ['command', 'open', 'navigate'] as const;
export type EventName = (typeof EVENTS)[number];

/** Under this name the page finds the bridge; a browser has none. */
export const BRIDGE = 'gopherscope';

export const callChannel = (name: CallName): string => `${BRIDGE}:${name}`;
export const eventChannel = (name: EventName): string => `${BRIDGE}:on:${name}`;
