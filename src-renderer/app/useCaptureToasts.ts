import { watch } from 'vue';
import { useI18n } from 'vue-i18n';
import { useRouter } from 'vue-router';
import type { Capture } from '../../shared/model/capture.js';
import { isUnderWay, useCaptures } from '../stores/captures.js';
import { useTargets } from '../stores/targets.js';
import { useToasts } from '../stores/toasts.js';
import { typeName, useCapture } from '../widgets/useCapture.js';
import { useFailure } from '../widgets/useFailure.js';
import { useNow } from '../widgets/useNow.js';
import { useSaid } from '../widgets/useSaid.js';

/** A toast for every capture under way, with its progress and a way to cancel; the profile is opened when it is done. */
export function useCaptureToasts(): void {
  const { t, te } = useI18n();
  const router = useRouter();
  const captures = useCaptures();
  const targets = useTargets();
  const toasts = useToasts();
  const say = useSaid();
  const failed = useFailure();
  const again = useCapture();
  const now = useNow(1000);
  const shown = new Map<string, number>();

  const words = (c: Capture) => ({
    type: typeName(c.type, t, te),
    name: targets.get(c.targetId)?.name ?? c.targetId,
  });
  function progress(c: Capture): string {
    if (c.waiting) return say(c.waiting);
    if (c.state === 'queued') return t('capture.queued');
    if (c.seconds === null || c.startedAt === null) return t('capture.busy');
    const done = Math.floor((now.value - Date.parse(c.startedAt)) / 1000);
    return t('capture.progress', { done: Math.min(c.seconds, Math.max(0, done)), all: c.seconds });
  }
  function cancel(c: Capture): void {
    captures.cancel(c.id).catch((error: unknown) => {
      failed(t('capture.cancelFailed'), error);
    });
  }

  watch([() => captures.all, now], ([all]) => {
    for (const c of all.filter(isUnderWay)) {
      const toast = shown.get(c.id);
      if (toast !== undefined) toasts.say(toast, progress(c));
      else {
        const action = {
          label: t('ui.cancel'),
          run: () => {
            cancel(c);
          },
        };
        shown.set(c.id, toasts.running(t('capture.running', words(c)), progress(c), action));
      }
    }
  });
  captures.onEnd((c) => {
    const toast = shown.get(c.id);
    if (toast !== undefined) toasts.close(toast);
    shown.delete(c.id);
    const from = captures.startedHere.get(c.id);
    captures.startedHere.delete(c.id);
    const { profileId } = c;
    if (c.state === 'cancelled') toasts.done(t('capture.cancelled', words(c)));
    else if (c.state === 'failed') {
      const seconds = Number(c.error?.params['seconds']);
      const why = c.error ? say(c.error) : '';
      if (c.error?.code === 'TARGET_ENDS_EARLY' && seconds >= 1)
        toasts.offer(t('capture.failed', words(c)), why, {
          label: t('capture.tryShorter', { n: seconds }),
          run: () => {
            again(c.targetId, { type: c.type, seconds });
          },
        });
      else toasts.failed(t('capture.failed', words(c)), why, c.error?.message ?? '');
    } else if (profileId !== null) {
      const open = (): void => void router.push({ name: 'profile', params: { id: profileId } });
      // whoever still looks at where it was started wants to see it; nobody is torn from elsewhere
      if (from === router.currentRoute.value.fullPath) open();
      const remark = c.remark ? say(c.remark) : '';
      toasts.offer(t('capture.done', words(c)), remark, { label: t('capture.open'), run: open });
    }
  });
}
