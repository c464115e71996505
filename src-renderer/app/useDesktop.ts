import { FileUp } from '@lucide/vue';
import { onBeforeUnmount, onMounted, watch } from 'vue';
import { useI18n } from 'vue-i18n';
import { useRouter } from 'vue-router';
import type { OpenRequest } from '../../shared/native/bridge.js';
import { native } from '../api/native.js';
import { useActions } from '../stores/actions.js';
import { useDialogs } from '../stores/dialogs.js';
import { useTargets } from '../stores/targets.js';
import { theme, token } from '../ui/theme.js';
import { usePageActions } from '../widgets/usePageActions.js';
import { listenToDrops, type Dropped } from './drops.js';
import { useProfileFiles } from './useProfileFiles.js';
import { followNative } from './native-events.js';
import './native-window.css';

/** What the window has from outside: the menu, things to open, drops; and what the desktop shows of the page. */
export function useDesktop(): void {
  const { t } = useI18n();
  const router = useRouter();
  const actions = useActions();
  const dialogs = useDialogs();
  const targets = useTargets();
  const files = useProfileFiles();
  const bridge = native();

  /** Nothing from outside is watched before a person said so: the dialog asks. */
  const open = (request: OpenRequest): void => {
    if (request.kind === 'url') dialogs.add = { url: request.url };
  };
  const take = (dropped: Dropped): void => {
    if (dropped.kind === 'url') dialogs.add = { url: dropped.url };
    else files.open(dropped.files);
  };

  usePageActions(() => [
    {
      id: 'openProfile',
      title: t('profiles.action.openFile'),
      group: 'everywhere',
      icon: FileUp,
      keys: ['O'],
      run: files.choose,
    },
  ]);

  let stops: (() => void)[] = [];
  onMounted(() => {
    stops = [
      listenToDrops(take),
      followNative({
        // the menu's commands are actions of the page, by the same names
        command: (command) => {
          actions.run(command);
        },
        open,
        navigate: (place) => void router.push(place),
      }),
    ];
  });
  onBeforeUnmount(() => {
    for (const stop of stops) stop();
  });

  if (bridge === null) return;
  document.documentElement.dataset['host'] = 'desktop';
  watch(
    theme,
    () => void bridge.setTitleBar({ background: token('surface-window'), symbol: token('text-1') }),
    { immediate: true, flush: 'post' },
  );
  watch(
    () => targets.all.filter(({ health }) => health === 'down').length,
    (down) => void bridge.setBadge(down),
    { immediate: true },
  );
}
