import { computed, inject, provide, type InjectionKey } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import type { SampleType } from '../../../shared/model/profile.js';
import { useProfiles } from '../../stores/profiles.js';
import { packageHues } from '../../ui/flamegraph/colours.js';
import { packageOf } from '../../ui/flamegraph/labels.js';
import { readTree } from '../../ui/flamegraph/frame.js';
import { flameTree } from '../../ui/flamegraph/tree.js';
import { readAddress, withChange, type AddressChange } from './address.js';
import { inUnit, shareOf } from './measure.js';
import { useAsked } from './useAsked.js';

/** Rows of the functions' table: more than anybody scrolls through, and every function of most profiles. */
const MOST_ROWS = 20_000;
const HAND_OFFS = 200;

/** One profile as the workbench looks at it: the address says how, the core says what. */
function make(id: () => string) {
  const route = useRoute();
  const router = useRouter();
  const profiles = useProfiles();
  const record = computed(() => profiles.get(id()) ?? null);
  const looked = computed(() => readAddress(route.query));
  const filterKey = computed(() => JSON.stringify([id(), record.value?.module ?? null, looked.value.filter]));
  const isTree = computed(() => record.value !== null && record.value.format !== 'trace');

  const get = useAsked(
    () => (record.value === null ? id() : null),
    () => profiles.ask.get(id()),
  );
  const typeKey = computed(() => looked.value.filter.sample_type ?? '');
  const typeOnly = computed(() => (typeKey.value === '' ? {} : { sample_type: typeKey.value }));
  /** Of the whole profile, so that a package keeps its colour whatever is filtered. */
  const packages = useAsked(
    () => (isTree.value ? JSON.stringify([id(), record.value?.module, typeKey.value]) : null),
    () => profiles.ask.groups(id(), typeOnly.value, 'package'),
  );
  const origins = useAsked(
    () => (isTree.value ? JSON.stringify([id(), record.value?.module, typeKey.value]) : null),
    () => profiles.ask.groups(id(), typeOnly.value, 'origin'),
  );
  const labels = useAsked(
    () => (isTree.value ? JSON.stringify([id(), typeKey.value]) : null),
    () => profiles.ask.labels(id(), typeOnly.value),
  );
  const treeView = computed(() => (looked.value.direction === 'inverted' ? 'inverted' : 'merged'));
  const tree = useAsked(
    () => (isTree.value && looked.value.view === 'flame' ? `${filterKey.value} ${treeView.value}` : null),
    async (signal) => {
      const { columns, extra } = readTree(
        await profiles.ask.tree(id(), looked.value.filter, treeView.value, undefined, signal),
      );
      return { tree: flameTree(columns), extra };
    },
  );
  const top = useAsked(
    () => (isTree.value && looked.value.view !== 'goroutines' ? filterKey.value : null),
    () => profiles.ask.top(id(), looked.value.filter, 'flat', MOST_ROWS),
  );
  const handoffs = useAsked(
    () => (isTree.value && looked.value.view !== 'goroutines' ? filterKey.value : null),
    () => profiles.ask.handoffs(id(), looked.value.filter, HAND_OFFS),
  );
  const detail = useAsked(
    () => (isTree.value && looked.value.fn !== '' ? `${filterKey.value} ${looked.value.fn}` : null),
    () => profiles.ask.detail(id(), looked.value.filter, looked.value.fn),
  );

  const own = computed(() => (packages.data.value?.items ?? []).filter((p) => p.origin === 'own'));
  const total = computed(() => Number(packages.data.value?.total ?? 0));
  const hues = computed(() =>
    packageHues(
      own.value.map(({ name, flat, cum }) => ({ name, flat: Number(flat), cum: Number(cum) })),
      total.value,
    ),
  );
  const sampleType = computed<SampleType>(() => {
    const types = record.value?.sampleTypes ?? [];
    const index = record.value?.defaultSampleType ?? 0;
    return types.find((t) => t.type === typeKey.value) ?? types[index] ?? { type: '', unit: 'count' };
  });

  function change(by: AddressChange, remember = true): void {
    const query = withChange(route.query, by);
    void (remember ? router.push({ query }) : router.replace({ query }));
  }
  return {
    id,
    record,
    missing: get.error,
    looked,
    filterKey,
    packages,
    origins,
    labels,
    tree,
    top,
    handoffs,
    detail,
    own,
    total,
    hues,
    sampleType,
    change,
    select: (fn: string, more: AddressChange = {}): void => {
      change({ fn, ...more }, more['view'] !== undefined);
    },
    value: (v: number | string): string => inUnit(v, sampleType.value),
    share: (v: number | string): string => shareOf(v, total.value),
    /** Token of an own function's colour, as flame graph and tables have it; null for others. */
    hueOf: (name: string): number | null => hues.value.hue.get(packageOf(name)) ?? null,
  };
}
export type Workbench = ReturnType<typeof make>;

const KEY: InjectionKey<Workbench> = Symbol('workbench');

export function provideWorkbench(id: () => string): Workbench {
  const workbench = make(id);
  provide(KEY, workbench);
  return workbench;
}
export function useWorkbench(): Workbench {
  const workbench = inject(KEY);
  if (!workbench) throw new Error('outside of a workbench');
  return workbench;
}
