import { useI18n } from 'vue-i18n';
import { useRouter } from 'vue-router';
import type { CaptureInput } from '../../shared/model/capture.js';
import { useCaptures } from '../stores/captures.js';
import { toApiError } from '../stores/targets.js';
import { useToasts } from '../stores/toasts.js';
import { useFailure } from './useFailure.js';
import { useSaid } from './useSaid.js';

/** `CPU` for `cpu`; a custom profile has its own name. */
export const typeName = (type: string, t: (key: string) => string, te: (key: string) => boolean): string =>
  te(`capture.type.${type}`) ? t(`capture.type.${type}`) : type;

/** Starts a capture. Too many goroutines for a dump: says so, and dumps them when told to all the same. */
export function useCapture(): (targetId: string, input: CaptureInput) => void {
  const { t } = useI18n();
  const router = useRouter();
  const captures = useCaptures();
  const toasts = useToasts();
  const say = useSaid();
  const failed = useFailure();

  async function start(targetId: string, input: CaptureInput): Promise<void> {
    try {
      const id = await captures.start(targetId, input);
      captures.startedHere.set(id, router.currentRoute.value.fullPath);
    } catch (error) {
      const e = toApiError(error);
      if (e.code !== 'TOO_MANY_GOROUTINES') failed(t('capture.startFailed'), error);
      else
        toasts.offer(t('capture.confirmTitle'), say(e), {
          label: t('capture.confirm'),
          run: () => void start(targetId, { ...input, confirm: true }),
        });
    }
  }
  return (targetId, input) => void start(targetId, input);
}
