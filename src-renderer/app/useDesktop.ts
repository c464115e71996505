import { onBeforeUnmount, onMounted, watch } from 'vue';
import { useRouter } from 'vue-router';
import type { OpenRequest } from '../../shared/native/bridge.js';
import { native } from '../api/native.js';
import { useActions } from '../stores/actions.js';
import { useDialogs } from '../stores/dialogs.js';
import { useTargets } from '../stores/targets.js';
import { theme, token } from '../ui/theme.js';
import { listenToDrops } from './drops.js';
import { followNative } from './native-events.js';
import './native-window.css';
import { useProfileFiles } from './useProfileFiles.js';

/** What the window has from outside: the menu, things to open, drops; and what the desktop shows of the page. */
export function useDesktop(): void {
  const router = useRouter();
  const actions = useActions();
  const dialogs = useDialogs();
  const openFiles = useProfileFiles();
  const targets = useTargets();
  const bridge = native();

  /** Nothing from outside is watched before a person said so: the dialog asks. */
  const open = (request: OpenRequest): void => {
    if (request.kind === 'url') dialogs.add = { url: request.url };
  };

  let stops: (() => void)[] = [];
  onMounted(() => {
    stops = [
      listenToDrops((dropped) => {
        if (dropped.kind === 'files') void openFiles(dropped.files);
        else open(dropped);
      }),
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
