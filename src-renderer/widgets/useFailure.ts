import { useI18n } from 'vue-i18n';
import { toApiError, type ApiError } from '../stores/targets.js';
import { useToasts } from '../stores/toasts.js';
import { useSaid } from './useSaid.js';

/** Says in a toast that stays what failed, why, and what can be done. */
export function useFailure(): (title: string, error: unknown) => void {
  const toasts = useToasts();
  const say = useSaid();
  const { t } = useI18n();
  return (title, error) => {
    const e: ApiError = toApiError(error);
    const place =
      e.status === 0 ? t('errors.noAnswer') : t('errors.answered', { status: e.status, code: e.code });
    toasts.failed(title, say(e), `${title}\n${e.message}\n${place}\n${JSON.stringify(e.data)}`);
  };
}
