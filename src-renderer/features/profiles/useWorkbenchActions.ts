import { Braces, Camera, ChevronsDownUp, Code, FileUp, ListFilter, Search, StepForward } from '@lucide/vue';
import { useI18n } from 'vue-i18n';
import type { Action } from '../../stores/actions.js';
import { usePageActions } from '../../widgets/usePageActions.js';
import { VIEWS } from './address.js';
import type { Workbench } from './useWorkbench.js';

/** What only the page itself can do. null = there is nothing to do now. */
export interface WorkbenchDeeds {
  search: () => void;
  filters: () => void;
  openSource: (fn: string, file: string, line: number) => void;
  nextHit: () => ((way: 1 | -1) => void) | null;
  capture: () => { name: string; run: () => void } | null;
}

/** The workbench from the keyboard and the palette. */
export function useWorkbenchActions(w: Workbench, deeds: WorkbenchDeeds): void {
  const { t } = useI18n();
  const group = 'page';

  const always = (): Action[] => [
    {
      id: 'profile-search',
      title: t('profiles.action.search'),
      group,
      icon: Search,
      keys: ['/'],
      run: deeds.search,
    },
    {
      id: 'profile-fold',
      title: t('profiles.action.fold'),
      group,
      icon: ChevronsDownUp,
      keys: ['F'],
      run: () => {
        w.change({ chains: w.looked.value.fold ? '0' : '' }, false);
      },
    },
    {
      id: 'profile-filters',
      title: t('profiles.action.filters'),
      group,
      icon: ListFilter,
      run: deeds.filters,
    },
  ];
  const ofFunction = (): Action[] => {
    const fn = w.detail.data.value;
    if (fn === null) return [];
    const run = (): void => {
      deeds.openSource(fn.name, fn.file, fn.line);
    };
    return [
      { id: 'profile-editor', title: t('profiles.action.editor'), group, icon: Code, keys: ['E'], run },
    ];
  };
  const ofHits = (): Action[] => {
    const next = deeds.nextHit();
    if (next === null) return [];
    return ([1, -1] as const).map((way) => ({
      id: `profile-hit-${String(way)}`,
      title: t(way === 1 ? 'profiles.action.nextHit' : 'profiles.action.previousHit'),
      group,
      icon: StepForward,
      keys: [way === 1 ? 'N' : 'Shift N'],
      run: () => {
        next(way);
      },
    }));
  };
  const ofTarget = (): Action[] => {
    const capture = deeds.capture();
    if (capture === null) return [];
    const { name, run } = capture;
    return [{ id: 'capture', title: t('capture.title', { name }), group, icon: Camera, keys: ['C'], run }];
  };
  const views = (): Action[] =>
    VIEWS.map((name, i) => ({
      id: `profile-view-${name}`,
      title: t('profiles.action.view', { name: t(`profiles.view.${name}`) }),
      group,
      icon: name === 'source' ? Braces : FileUp,
      keys: [String(i + 1)],
      run: () => {
        w.change({ view: name });
      },
    }));

  usePageActions(() => [...always(), ...ofFunction(), ...ofHits(), ...ofTarget(), ...views()]);
}
