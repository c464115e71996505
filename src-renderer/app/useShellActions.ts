import {
  Flame,
  GitCompareArrows,
  Keyboard,
  LayoutList,
  Moon,
  Pause,
  Play,
  Plus,
  Radar,
  Radio,
  Search,
  Settings,
  Sun,
  Undo2,
  ZoomIn,
  ZoomOut,
} from '@lucide/vue';
import { useI18n } from 'vue-i18n';
import { useRoute, useRouter } from 'vue-router';
import type { Action } from '../stores/actions.js';
import { useDialogs } from '../stores/dialogs.js';
import { useSettings } from '../stores/settings.js';
import { useTargets } from '../stores/targets.js';
import { useToasts } from '../stores/toasts.js';
import { RANGES, useView } from '../stores/view.js';
import { span, rangeWords } from '../ui/format/time.js';
import { theme } from '../ui/theme.js';
import { useCapture } from '../widgets/useCapture.js';
import { useFailure } from '../widgets/useFailure.js';
import { usePageActions } from '../widgets/usePageActions.js';
import { useDemoActions } from './useDemoActions.js';
import { useTimeRange } from '../widgets/useTimeRange.js';

/** Long enough to name what is dear, short enough to wait for. */
const CPU_SECONDS = 10;
/** More are found on their own pages. */
const MAX_PROFILE_ACTIONS = 50;

/** What can be done anywhere: places, time, looks, targets. */
export function useShellActions(): void {
  const demoActions = useDemoActions();
  const { t } = useI18n();
  const router = useRouter();
  const route = useRoute();
  const dialogs = useDialogs();
  const targets = useTargets();
  const toasts = useToasts();
  const view = useView();
  const settings = useSettings();
  const failed = useFailure();
  const capture = useCapture();
  const range = useTimeRange();

  const go = (name: string) => (): void => {
    void router.push({ name });
  };

  /** The target after (+1) or before (-1) the one shown, by name. */
  function neighbour(way: -1 | 1): void {
    const list = [...targets.all].sort((a, b) => a.name.localeCompare(b.name));
    const at = list.findIndex((x) => x.id === route.params['id']);
    const next = list[(at + way + list.length) % list.length];
    if (!next) return;
    const section = at >= 0 && typeof route.name === 'string' ? route.name : 'target';
    void router.push({ name: section, params: { id: next.id }, query: route.query });
  }

  const places = (): Action[] => [
    {
      id: 'overview',
      title: t('actions.overview'),
      group: 'go',
      icon: LayoutList,
      keys: ['G O'],
      run: go('overview'),
    },
    {
      id: 'find',
      title: t('actions.find'),
      group: 'go',
      icon: Radar,
      keys: ['G F'],
      run: go('find'),
    },
    {
      id: 'profiles',
      title: t('profiles.action.open'),
      group: 'go',
      icon: Flame,
      keys: ['G P'],
      run: go('profiles'),
    },
    {
      id: 'settings',
      title: t('actions.settings'),
      group: 'go',
      icon: Settings,
      keys: ['G S'],
      run: go('settings'),
    },
  ];

  const windowWide = (): Action[] => [
    {
      id: 'palette',
      title: t('actions.palette'),
      group: 'everywhere',
      icon: Search,
      keys: ['Ctrl K'],
      run: () => (dialogs.palette = ''),
    },
    {
      id: 'undo',
      title: t('actions.undo'),
      group: 'everywhere',
      icon: Undo2,
      keys: ['Ctrl Z'],
      run: () => toasts.undoLast(),
    },
    {
      id: 'escape',
      title: t('actions.escape'),
      group: 'everywhere',
      icon: ZoomOut,
      keys: ['Esc'],
      run: () => range.undoZoom(),
    },
    {
      id: 'keys',
      title: t('actions.keys'),
      group: 'everywhere',
      icon: Keyboard,
      keys: ['?'],
      run: () => (dialogs.keys = true),
    },
    {
      id: 'theme',
      title: theme.value === 'dark' ? t('shell.toLight') : t('shell.toDark'),
      group: 'look',
      icon: theme.value === 'dark' ? Sun : Moon,
      run: () => {
        const next = theme.value === 'dark' ? 'light' : 'dark';
        settings.change('appearance.theme', next).catch((error: unknown) => {
          failed(t('settings.notWritten'), error);
        });
      },
    },
  ];

  const time = (): Action[] => [
    {
      id: 'pause',
      title: view.paused ? t('actions.goLive') : t('actions.pause'),
      group: 'time',
      icon: view.paused ? Play : Pause,
      keys: ['Space', 'P'],
      run: range.togglePause,
    },
    {
      id: 'shorter',
      title: t('actions.shorter'),
      group: 'time',
      icon: ZoomIn,
      keys: ['+'],
      run: () => {
        range.stepRange(-1);
      },
    },
    {
      id: 'longer',
      title: t('actions.longer'),
      group: 'time',
      icon: ZoomOut,
      keys: ['-'],
      run: () => {
        range.stepRange(1);
      },
    },
    {
      id: 'compare',
      title: t('actions.compare', { range: rangeWords(view.rangeMs) }),
      group: 'time',
      icon: GitCompareArrows,
      keys: ['B'],
      run: range.toggleCompare,
    },
    ...RANGES.map((ms): Action => ({
      id: `range-${String(ms)}`,
      title: t('actions.range', { range: span(ms) }),
      group: 'time',
      icon: Radio,
      run: () => {
        range.goLive(ms);
      },
    })),
  ];

  const onTargets = (): Action[] => [
    {
      id: 'addTarget',
      title: t('actions.add'),
      group: 'targets',
      icon: Plus,
      keys: ['Shift A', 'A'],
      run: () => (dialogs.add = { url: '' }),
    },
    {
      id: 'next',
      title: t('actions.next'),
      group: 'targets',
      keys: ['T'],
      hidden: targets.all.length < 2,
      run: () => {
        neighbour(1);
      },
    },
    {
      id: 'previous',
      title: t('actions.previous'),
      group: 'targets',
      keys: ['Shift T'],
      hidden: targets.all.length < 2,
      run: () => {
        neighbour(-1);
      },
    },
  ];

  /** From anywhere: the profile of any target, by its name. */
  const profiles = (): Action[] =>
    targets.all
      .filter(({ health, sources }) => health === 'up' && sources.some(({ kind }) => kind === 'pprof'))
      .slice(0, MAX_PROFILE_ACTIONS)
      .map(({ id, name }): Action => ({
        id: `cpu-${id}`,
        title: t('capture.cpuOf', { name, n: CPU_SECONDS }),
        group: 'targets',
        icon: Flame,
        run: () => void capture(id, { type: 'cpu', seconds: CPU_SECONDS }),
      }));

  usePageActions(() => [
    ...profiles(),
    ...places(),
    ...windowWide(),
    ...time(),
    ...onTargets(),
    ...demoActions(),
  ]);
}
