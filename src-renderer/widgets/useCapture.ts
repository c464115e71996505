import { useI18n } from 'vue-i18n';
import { useRoute, useRouter } from 'vue-router';
import type { Capture, CaptureInput } from '../../shared/model/capture.js';
import { useCaptures } from '../stores/captures.js';
import { useTargets } from '../stores/targets.js';
import { useToasts } from '../stores/toasts.js';
import { useFailure } from './useFailure.js';
import { useSaid } from './useSaid.js';

/**
 * Captures from a target. Its profile opens by itself where its user waited for it; where they went on, a toast
 * offers it.
 */
export function useCapture(): (targetId: string, input: CaptureInput) => Promise<void> {
  const { t } = useI18n();
  const router = useRouter();
  const route = useRoute();
  const captures = useCaptures();
  const targets = useTargets();
  const toasts = useToasts();
  const failed = useFailure();
  const say = useSaid();

  async function run(targetId: string, input: CaptureInput): Promise<void> {
    const from = route.path;
    let capture: Capture;
    try {
      capture = await captures.capture(targetId, input);
    } catch (error) {
      failed(t('capture.notBegun'), error);
      return;
    }
    const words = { type: capture.type, target: targets.get(targetId)?.name ?? targetId };
    const { state, error, remark, profileId } = capture;
    if (state === 'cancelled') toasts.done(t('capture.cancelled', words));
    else if (profileId === null) tellFailure(capture, words);
    else {
      const open = (): void => void router.push(`/profiles/${profileId}`);
      const body = remark === null ? '' : say(remark);
      if (route.path !== from)
        toasts.offer(t('capture.ready', words), body, { text: t('capture.open'), run: open });
      else {
        if (body !== '') toasts.done(t('capture.ready', words), body);
        open();
      }
    }

    function tellFailure({ type }: Capture, title: typeof words): void {
      const seconds = error?.code === 'TARGET_ENDS_EARLY' ? Number(error.params['seconds']) : 0;
      const why = error === null ? '' : say(error);
      if (seconds < 1) toasts.failed(t('capture.failed', title), why, error?.message ?? '');
      else
        toasts.offer(t('capture.failed', title), why, {
          text: t('capture.again', { n: seconds }),
          run: () => void run(targetId, { ...input, type, seconds }),
        });
    }
  }
  return run;
}
