import { Box } from '@lucide/vue';
import { computed, type ComputedRef } from 'vue';
import { useI18n } from 'vue-i18n';
import { useRouter } from 'vue-router';
import { useActions } from '../../stores/actions.js';
import { useTargets } from '../../stores/targets.js';
import { useView } from '../../stores/view.js';
import { problemOf } from '../../widgets/target-state.js';
import { useSaid } from '../../widgets/useSaid.js';
import type { PaletteItem, Scope } from './search.js';

/** Actions of this page, then the targets, then what can be done anywhere. */
export function usePaletteItems(): (scope: Scope) => ComputedRef<PaletteItem[]> {
  const { t } = useI18n();
  const say = useSaid();
  const router = useRouter();
  const actions = useActions();
  const targets = useTargets();
  const view = useView();

  const fromActions = (wanted: (group: string) => boolean): PaletteItem[] =>
    actions.all
      .filter((a) => a.hidden !== true && a.id !== 'palette' && wanted(a.group))
      .map((a) => ({
        id: a.id,
        group: t(`palette.group.${a.group}`),
        title: a.title,
        hint: a.hint ?? '',
        more: '',
        ...(a.icon ? { icon: a.icon } : {}),
        keys: a.keys?.[0]?.split(' ') ?? [],
        run: a.run,
      }));

  const fromTargets = (labels: boolean): PaletteItem[] =>
    targets.all.map((target) => {
      const problem = problemOf(target, view.now(), null);
      const pairs = Object.entries(target.labels).map(([k, v]) => `${k}=${v}`);
      const state = problem.lead ? say(problem.lead) : t(`state.${problem.state}`);
      return {
        id: `target-${target.id}`,
        group: t('palette.group.open'),
        title: labels ? pairs.join(' ') : target.name,
        hint: labels ? target.name : [state, ...pairs].join(' · '),
        more: target.url,
        icon: Box,
        keys: [],
        run: () => {
          void router.push({ name: 'target', params: { id: target.id } });
        },
      };
    });

  return (scope) =>
    computed(() => {
      if (scope === 'time') return fromActions((g) => g === 'time');
      if (scope === 'commands') return fromActions(() => true);
      if (scope === 'labels') return fromTargets(true).filter((i) => i.title !== '');
      return [
        ...fromActions((g) => g === 'page'),
        ...fromTargets(false),
        ...fromActions((g) => g !== 'page'),
      ];
    });
}
