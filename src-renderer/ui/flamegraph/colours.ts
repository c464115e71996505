import { FRAME_FLAGS } from '../../../shared/model/profile.js';
import { packageOf } from './labels.js';
import type { TreeColumns } from './tree.js';

export const HUES = 8;
export type ColourBy = 'package' | 'origin';

/** Tokens of fills; what a node is painted with is an index into them. */
export const FILLS: readonly string[] = [
  'flame-std',
  'flame-runtime',
  ...Array.from({ length: HUES }, (_, i) => `flame-own-${String(i + 1)}`),
  ...Array.from({ length: HUES }, (_, i) => `flame-dep-${String(i + 1)}`),
  'surface-hover',
  'ink',
];
const RUNTIME = 1;
const OWN = 2;
const PALE = OWN + HUES;
export const FOLD_FILL = PALE + HUES;
export const HIT_FILL = FOLD_FILL + 1;

/** Colour of own packages: a hue 1-8 each, and whether it is too small to be saturated. */
export interface PackageHues {
  hue: ReadonlyMap<string, number>;
  pale: ReadonlySet<string>;
}

/** A package that spends less than this share of all itself is painted pale. */
const SATURATED = 0.01;

/** Hues by weight: the eight largest own packages have one each, those after them share. */
export function packageHues(
  packages: readonly { name: string; flat: number; cum: number }[],
  total: number,
): PackageHues {
  const ranked = [...packages].sort(
    (a, b) => b.flat - a.flat || b.cum - a.cum || a.name.localeCompare(b.name),
  );
  return {
    hue: new Map(ranked.map(({ name }, i) => [name, (i % HUES) + 1])),
    pale: new Set(ranked.filter(({ flat }) => flat < total * SATURATED).map(({ name }) => name)),
  };
}

/**
 * A fill for every node. Own code has its package's hue; a dependency the pale hue of the own package that led to
 * it, since it works for that one; the standard library and the runtime are grey.
 */
export function fillsOf(tree: TreeColumns, { hue, pale }: PackageHues, by: ColourBy): Uint8Array {
  const count = tree.parent.length;
  const fills = new Uint8Array(count);
  const caller = new Uint8Array(count);
  const ofName = new Int16Array(tree.strings.length).fill(-1);
  for (let i = 1; i < count; i++) {
    const flags = tree.flags[i] ?? 0;
    const above = caller[tree.parent[i] ?? 0] ?? 0;
    caller[i] = above;
    if ((flags & FRAME_FLAGS.own) !== 0) {
      const index = tree.name[i] ?? 0;
      let known = ofName[index] ?? -1;
      if (known < 0) {
        const name = packageOf(tree.strings[index] ?? '');
        const h = hue.get(name) ?? 1;
        known = h * 2 + (pale.has(name) ? 1 : 0);
        ofName[index] = known;
      }
      caller[i] = known >> 1;
      if (by === 'origin') fills[i] = OWN;
      else fills[i] = ((known & 1) === 1 ? PALE : OWN) + (known >> 1) - 1;
    } else if ((flags & FRAME_FLAGS.dependency) !== 0) {
      if (by === 'origin') fills[i] = PALE + 3;
      else fills[i] = above === 0 ? 0 : PALE + above - 1;
    } else if ((flags & FRAME_FLAGS.runtime) !== 0) fills[i] = RUNTIME;
  }
  return fills;
}
