import * as v from 'valibot';
import type { CallName } from './channels.js';

/** Editors that open a file at a line through an address of their own. */
export const EditorScheme = v.picklist(['vscode', 'cursor', 'zed', 'idea']);
export type EditorScheme = v.InferOutput<typeof EditorScheme>;

const Count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000_000));
const Path = v.pipe(v.string(), v.minLength(1), v.maxLength(4096));
const Colour = v.pipe(v.string(), v.regex(/^#[0-9a-f]{6}$/i));

/** A place in a source file: absolute path, line and column from 1. */
export const EditorPlace = v.strictObject({ scheme: EditorScheme, file: Path, line: Count, column: Count });
export type EditorPlace = v.InferOutput<typeof EditorPlace>;

/** `#rrggbb` of the bar with the window buttons, and of the buttons' symbols. */
export const TitleBar = v.strictObject({ background: Colour, symbol: Colour });
export type TitleBar = v.InferOutput<typeof TitleBar>;

/** Arguments of each call. Whatever the page sends is checked against these before a handler sees it. */
export const CallArguments = {
  ready: v.strictTuple([]),
  openInEditor: v.strictTuple([EditorPlace]),
  revealFile: v.strictTuple([Path]),
  openExternal: v.strictTuple([v.pipe(v.string(), v.maxLength(2048))]),
  setBadge: v.strictTuple([Count]),
  setTitleBar: v.strictTuple([TitleBar]),
  pickFiles: v.strictTuple([]),
  showMenu: v.strictTuple([v.strictObject({ x: Count, y: Count })]),
} satisfies Record<CallName, v.GenericSchema>;
export type Arguments<K extends CallName> = v.InferOutput<(typeof CallArguments)[K]>;

/** What each call answers. */
export interface Answers {
  ready: undefined;
  /** False where the place is none that an editor could open. */
  openInEditor: boolean;
  /** False where the path is not inside the data folder, or not there. */
  revealFile: boolean;
  /** False where the address is none that may leave the app. */
  openExternal: boolean;
  setBadge: undefined;
  setTitleBar: undefined;
  /** Absolute paths; empty when the user chose none. */
  pickFiles: string[];
  showMenu: undefined;
}

export type CallTable = {
  [K in CallName]: (...args: Arguments<K>) => Answers[K] | Promise<Answers[K]>;
};

/** Commands of the menu that the page carries out. */
export const COMMANDS = ['palette', 'addTarget', 'settings', 'keys', 'overview'] as const;
export type Command = (typeof COMMANDS)[number];

/** Something from outside to open: the page asks before it adds anything. */
export type OpenRequest = { kind: 'url'; url: string } | { kind: 'file'; path: string };

export interface Events {
  command: Command;
  open: OpenRequest;
  /** A place of the page, such as `/targets/ID`. */
  navigate: string;
}

type Calls = { [K in CallName]: (...args: Arguments<K>) => Promise<Answers[K]> };

/** The whole bridge as the page sees it. Calls reject when the host refuses the caller or the arguments. */
export interface NativeBridge extends Calls {
  platform: string;
  /** Where a dropped or chosen File lies; empty for one that is on no disk. */
  pathForFile(file: object): string;
  /** Each returns what stops it. Events are kept until the page calls `ready`. */
  onCommand(callback: (command: Command) => void): () => void;
  onOpen(callback: (request: OpenRequest) => void): () => void;
  onNavigate(callback: (place: string) => void): () => void;
}
