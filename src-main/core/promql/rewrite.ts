/** Text that the grammar understands, as long as the original so that positions stay true. */
export interface Rewritten {
  text: string;
  /** Where a `$w` stood; the grammar reads a duration there. */
  autoRanges: ReadonlySet<number>;
}

/** Strings and comments, which stay as they are, or one of the two things rewritten. */
const TOKENS = /"(?:[^"\\]|\\[^])*"?|'(?:[^'\\]|\\[^])*'?|`[^`]*`?|#[^\n]*|\$w(?![\w$])|[\w:.]+/g;

/**
 * Two spellings that the lezer grammar lacks:
 * - `$w`, ours, becomes a duration of the same length;
 * - `2.` and `2.e3`, Go's, become `02` and `02e3`. The value is read from the original text.
 */
export function rewrite(text: string): Rewritten {
  const autoRanges = new Set<number>();
  const rewritten = text.replace(TOKENS, (token: string, position: number) => {
    if (token === '$w') {
      autoRanges.add(position);
      return '1s';
    }
    if (/^\d/.test(token)) return token.replace(/^(\d+)\.(?=$|[eE])/, '0$1').replace(/^0X/, '0x');
    return token;
  });
  return { text: rewritten, autoRanges };
}
