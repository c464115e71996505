import type { GroupTable, LabelKey } from '../../../../shared/model/profile.js';
import type { CodeOrigin } from '../../../../shared/model/profile.js';
import type { Profile, ProfileLabel } from '../model/profile.js';
import { standsAt, type FrameTree } from '../stacks/frames.js';
import { unitName } from '../stacks/label-filter.js';
import { exact } from '../stacks/weights.js';
import { byAmount, byKey, type Slice } from './slice.js';

const VALUES_LISTED = 200;
/** Functions that belong to no Go package. */
const NO_PACKAGE = 'other';

/** Flat and cum by package or by origin; largest flat first. */
export function groupTable(slice: Slice, by: 'package' | 'origin'): GroupTable {
  const { tree, fns, weights, sampleType } = slice;
  const names: string[] = [];
  const origins: CodeOrigin[] = [];
  const known = new Map<string, number>();
  const ofFn = fns.map((fn) => {
    const name = by === 'origin' ? fn.origin : fn.package === '' ? NO_PACKAGE : fn.package;
    const found = known.get(name);
    if (found !== undefined) return found;
    known.set(name, names.length);
    origins.push(fn.origin);
    return names.push(name) - 1;
  });
  const key = tree.fn.map((fn) => ofFn[fn] ?? -1);
  const { flat, cum } = byKey(tree, key, names.length, weights);
  return {
    items: names
      .map((_, i) => i)
      .filter((i) => Number(flat[i]) !== 0 || Number(cum[i]) !== 0)
      .sort(byAmount(flat, (i) => names[i] ?? ''))
      .map((i) => ({
        name: names[i] ?? '',
        origin: origins[i] ?? 'unknown',
        flat: exact(flat[i]),
        cum: exact(cum[i]),
      })),
    sampleType,
    total: exact(weights.total),
  };
}

/** Label keys with their values by what the samples that have them weigh; the label's text or number with unit. */
export function labelKeys(
  profile: Profile,
  tree: FrameTree,
  type: number,
  keeps: Uint8Array | null,
): LabelKey[] {
  const { samples, labelSets } = profile;
  const column = samples.values[type];
  const sums = new Map<string, { unit: string | null; values: Map<string, bigint> }>();
  const bySet = new Map<number, bigint>();
  for (let s = 0; s < samples.count; s++) {
    const set = samples.labels[s] as number;
    if (standsAt(tree, samples.stack[s] as number) === -1 || (keeps !== null && keeps[set] === 0)) continue;
    bySet.set(set, (bySet.get(set) ?? 0n) + BigInt(column?.[s] ?? 0));
  }
  for (const [set, sum] of bySet) {
    for (const label of labelSets[set] ?? []) {
      const key = profile.strings[label.key] ?? '';
      const entry = sums.get(key) ?? {
        unit: unitOfLabel(profile, key, label),
        values: new Map<string, bigint>(),
      };
      sums.set(key, entry);
      const value = label.text === -1 ? label.number.toString() : (profile.strings[label.text] ?? '');
      entry.values.set(value, (entry.values.get(value) ?? 0n) + sum);
    }
  }
  return [...sums]
    .map(([key, { unit, values }]) => ({
      key,
      unit,
      values: [...values]
        .sort((a, b) => (a[1] === b[1] ? (a[0] < b[0] ? -1 : 1) : a[1] > b[1] ? -1 : 1))
        .slice(0, VALUES_LISTED)
        .map(([value, total]) => ({ value, total: exact(total) })),
      more: Math.max(0, values.size - VALUES_LISTED),
    }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
}

const unitOfLabel = (profile: Profile, key: string, label: ProfileLabel): string | null =>
  label.text === -1 ? unitName(profile, key, label) : null;

/** Values by one label; samples without it stand under the empty name. */
export function labelGroups(slice: Slice, keys: readonly LabelKey[], key: string): GroupTable {
  const found = keys.find((one) => one.key === key);
  const items = (found?.values ?? []).map(({ value, total }) => ({
    name: value,
    origin: 'unknown' as const,
    flat: total,
    cum: total,
  }));
  const rest = items.reduce((left, { flat }) => left - BigInt(flat), slice.weights.shown);
  if (rest !== 0n) items.push({ name: '', origin: 'unknown', flat: exact(rest), cum: exact(rest) });
  return { items, sampleType: slice.sampleType, total: exact(slice.weights.total) };
}
