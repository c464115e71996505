/**
 * A sentence made of measured facts: a key and what fills it. The names in `strong` are set bold, those in
 * `signal` in the colour of what is wrong.
 */
export interface Phrase {
  key: string;
  params?: Record<string, string | number>;
  strong?: readonly string[];
  signal?: readonly string[];
  plural?: number;
}

/** What the core says: shown by `codes.<code>` if the page knows it, else as it came. */
export interface CoreMessage {
  code: string;
  params: Record<string, string | number>;
  message: string;
}

export type Said = Phrase | CoreMessage;

export const isCoreMessage = (said: Said): said is CoreMessage => 'code' in said;
