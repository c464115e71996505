import type { ColumnFrame } from '../../shared/base/columns.js';
import type { TreeExtra } from '../../shared/model/profile.js';
import { ProfileBuilder } from '../../src-main/core/profile/model/builder.js';
import type { Profile } from '../../src-main/core/profile/model/profile.js';

/**
 * A profile as people draw stacks, one sample a line: `main.main:3 > net/http.serve > main.f:12 = 10 | route=/cart`.
 * A frame is a function with a line of its own after a colon; `~` before it: inlined into the one before. Several
 * values are separated by blanks.
 */
export function profileOf(text: string, types = ['cpu/nanoseconds']): Profile {
  const builder = new ProfileBuilder(
    'pprof',
    types.map((type) => ({ type: type.split('/')[0] ?? '', unit: type.split('/')[1] ?? '' })),
  );
  for (const row of text.trim().split('\n')) {
    const [stack = '', rest = ''] = row.split(' = ');
    const [values = '', labels = ''] = rest.split(' | ');
    builder.sample(
      locationsOf(builder, stack).reverse(),
      values.trim().split(/\s+/).map(valueOf),
      labels === '' ? [] : labels.split(',').map(labelOf),
    );
  }
  return builder.build();
}

const valueOf = (text: string): number | bigint =>
  text.endsWith('n') ? BigInt(text.slice(0, -1)) : Number(text);

function labelOf(text: string): { key: string; text?: string; number?: number; unit?: string } {
  const [key = '', value = ''] = text.trim().split('=');
  const number = /^#(-?\d+)(\w*)$/.exec(value);
  return number === null ? { key, text: value } : { key, number: Number(number[1]), unit: number[2] ?? '' };
}

let nextAddress = 0x1000n;
function locationsOf(builder: ProfileBuilder, stack: string): number[] {
  const frames = stack.split(' > ').map((frame) => {
    const [, inlined, name = '', line] = /^(~?)(.*?)(?::(\d+))?$/.exec(frame.trim()) ?? [];
    const file = /^([\w./]+?)\.[(\w]/.exec(name)?.[1] ?? name;
    return { name, line: Number(line ?? 1), file: `/src/${file}/x.go`, inlined: inlined === '~' };
  });
  const locations: (typeof frames)[] = [];
  for (const frame of frames) {
    if (frame.inlined) locations.at(-1)?.unshift(frame);
    else locations.push([frame]);
  }
  return locations.map((lines) => builder.location(addressOf(lines), lines));
}

const addresses = new Map<string, bigint>();
function addressOf(lines: readonly { name: string; line: number }[]): bigint {
  const key = JSON.stringify(lines);
  const known = addresses.get(key) ?? (nextAddress += 16n);
  addresses.set(key, known);
  return known;
}

/** A call tree as indented lines, `name flat/cum`, children in the order of their names. */
export function treeText({ columns, strings }: ColumnFrame<TreeExtra>): string {
  const { parent, name, flat, cum } = columns as Record<string, ArrayLike<number | bigint>>;
  const children = new Map<number, number[]>();
  for (let node = 1; node < (parent?.length ?? 0); node++) {
    const above = Number(parent?.[node]);
    children.set(above, [...(children.get(above) ?? []), node]);
  }
  const label = (node: number): string => strings[Number(name?.[node])] ?? '';
  const lines: string[] = [];
  const visit = (node: number, depth: number): void => {
    lines.push(
      `${'  '.repeat(depth)}${label(node)} ${String(flat?.[node])}/${String(cum?.[node])}`.trimEnd(),
    );
    for (const child of (children.get(node) ?? []).sort((a, b) => (label(a) < label(b) ? -1 : 1)))
      visit(child, depth + 1);
  };
  visit(0, 0);
  return lines.join('\n');
}
