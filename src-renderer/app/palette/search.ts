import Fuse from 'fuse.js';
import type { Component } from 'vue';

/** A line of the palette. */
export interface PaletteItem {
  id: string;
  group: string;
  title: string;
  hint: string;
  /** What is searched besides the title: labels, address. */
  more: string;
  icon?: Component;
  keys: readonly string[];
  run: () => void;
}

export interface PaletteHit {
  item: PaletteItem;
  /** Parts of the title, those that were typed marked. */
  parts: { text: string; hit: boolean }[];
}

export type Scope = 'all' | 'commands' | 'labels' | 'time';

const PREFIX: Record<string, Scope> = { '>': 'commands', '#': 'labels', ':': 'time' };

/** A sign at the start narrows what is searched. */
export function parseTyped(typed: string): { scope: Scope; text: string } {
  const scope = PREFIX[typed[0] ?? ''];
  return scope ? { scope, text: typed.slice(1).trim() } : { scope: 'all', text: typed.trim() };
}

function split(title: string, ranges: readonly (readonly [number, number])[]): PaletteHit['parts'] {
  const parts: PaletteHit['parts'] = [];
  let at = 0;
  for (const [from, to] of ranges) {
    if (from > at) parts.push({ text: title.slice(at, from), hit: false });
    parts.push({ text: title.slice(from, to + 1), hit: true });
    at = to + 1;
  }
  if (at < title.length) parts.push({ text: title.slice(at), hit: false });
  return parts;
}

const plain = (item: PaletteItem): PaletteHit => ({ item, parts: [{ text: item.title, hit: false }] });

/** Best first; everything in its own order while nothing is typed. At most `most`. */
export function searchItems(items: readonly PaletteItem[], text: string, most: number): PaletteHit[] {
  if (text === '') return items.slice(0, most).map(plain);
  const fuse = new Fuse(items, {
    keys: [
      { name: 'title', weight: 3 },
      { name: 'hint', weight: 1 },
      { name: 'more', weight: 1 },
    ],
    includeMatches: true,
    ignoreLocation: true,
    threshold: 0.3,
    minMatchCharLength: Math.min(2, text.length),
  });
  return fuse.search(text, { limit: most }).map(({ item, matches }) => {
    // the longest run only: single letters here and there say nothing
    const runs = matches?.find((m) => m.key === 'title')?.indices ?? [];
    const longest = [...runs].sort((a, b) => b[1] - b[0] - (a[1] - a[0]))[0];
    return { item, parts: split(item.title, longest ? [longest] : []) };
  });
}
